// How the server is.

import { get, isRefused, repeat } from './api.js';
import { facts, h, heading, notice, pill, replace } from './dom.js';
import { bytes, count, duration } from './format.js';
import { histogram } from './histogram.js';
import { server } from './server.js';
import { texts } from './texts.js';

const t = texts.health;
const wellEnded = ['Released', 'ReleasedByPeer', 'Stopped'];

export async function show(box) {
  const tiles = h('div', { class: 'tiles' });
  const pictures = h('div', { class: 'cards' });
  const storage = h('div', {});
  const versions = h('div', {});
  const outcome = h('div', {});
  box.append(heading(texts.page.health, t.intro), outcome, tiles, h('h2', {}, t.latency), pictures, h('h2', {}, t.storage), storage, h('h2', {}, t.versions), versions);
  let before = null;
  let drawn = '';
  const refresh = async () => {
    try {
      const health = await get('console/api/health');
      const statistics = health.storage && server.about.may.read ? await get('statistics').catch(() => null) : null;
      replace(outcome);
      replace(tiles, tilesOf(health, before));
      const latency = find(health, 'belfry_operations_duration_seconds');
      const text = JSON.stringify(latency?.series);
      if (text !== drawn) {
        drawn = text;
        const open = [...pictures.querySelectorAll('details')].map(element => element.open);
        replace(pictures, latency?.series.length ? latency.series.map(series => histogram(series, latency.bounds)) : h('p', { class: 'quiet' }, t.noLatency));
        pictures.querySelectorAll('details').forEach((element, i) => { element.open = open[i] ?? false; });
      }
      replace(storage, storageOf(health.storage, statistics));
      replace(versions, facts(Object.entries(health.versions).map(([name, value]) => [t.version[name], value])));
      before = health;
      return true;
    } catch (fault) {
      replace(outcome, notice(texts.failed(fault.message), 'bad'));
      return !isRefused(fault);
    }
  };
  return repeat(refresh, 2000);
}

function find(health, name) {
  return health.metrics?.find(family => family.name === name);
}

function sum(health, name, isCounted = () => true) {
  return (find(health, name)?.series ?? []).filter(series => isCounted(series.tags)).reduce((total, series) => total + series.value, 0);
}

function tilesOf(health, before) {
  const seconds = before ? (new Date(health.now) - new Date(before.now)) / 1000 : 0;
  const operations = sum(health, 'belfry_operations_ended_total');
  const rate = seconds > 0 ? (operations - sum(before, 'belfry_operations_ended_total')) / seconds : 0;
  const processor = seconds > 0 ? 100 * (health.process.cpuSeconds - before.process.cpuSeconds) / seconds / health.process.processors : 0;
  const failures = sum(health, 'belfry_associations_ended_total', tags => !wellEnded.includes(tags.reason));
  const violations = sum(health, 'belfry_protocol_violations_total');
  const refused = sum(health, 'belfry_connections_refused_total');
  return [
    tile(t.overall, health.healthy ? pill(texts.healthy, 'good') : pill(texts.unhealthy, 'bad')),
    tile(t.associations, count(sum(health, 'belfry_associations_active'))),
    tile(t.rate, rate < 10 ? rate.toFixed(1) : count(Math.round(rate))),
    tile(t.failures, count(failures), failures > 0 ? 'warn' : ''),
    tile(t.violations, count(violations), violations > 0 ? 'warn' : ''),
    tile(t.refusedConnections, count(refused), refused > 0 ? 'bad' : ''),
    health.storage?.total ? tile(t.diskFree, bytes(health.storage.free), roomOf(health.storage)) : '',
    tile(t.memory, bytes(health.process.memory)),
    tile(t.processor, t.percent(Math.round(processor))),
    tile(t.up, duration(new Date(health.now) - new Date(health.started))),
    tile(t.viewers, count(health.viewers)),
  ];
}

// A disk that is nearly full refuses instances while all else is well.
function roomOf({ free, total }) {
  const share = free / total;
  return share < 0.02 ? 'bad' : share < 0.1 ? 'warn' : '';
}

function tile(name, value, kind = '') {
  return h('div', { class: `tile ${kind}` }, h('div', { class: 'tile-value' }, value), h('div', { class: 'tile-name' }, name));
}

function storageOf(storage, statistics) {
  if (!storage)
    return h('p', { class: 'quiet' }, t.noStorage);
  const used = storage.total - storage.free;
  return [
    h('p', { class: 'mono' }, storage.folder),
    storage.error ? notice(storage.error, 'bad') : h('p', {}, h('meter', { min: '0', max: String(storage.total), high: String(0.9 * storage.total), value: String(used), 'aria-label': t.storage }),
      ` ${t.storageUse(bytes(used), bytes(storage.total), bytes(storage.free))}`),
    statistics ? h('p', {}, t.archive(count(statistics.CountPatients), count(statistics.CountStudies), count(statistics.CountSeries), count(statistics.CountInstances), bytes(statistics.TotalDiskSize))) : null,
  ];
}
