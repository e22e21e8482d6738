// What extends the server.

import { get, isRefused, repeat } from './api.js';
import { h, heading, notice, pill, replace, row, table } from './dom.js';
import { count, day, duration } from './format.js';
import { within } from './histogram.js';
import { texts } from './texts.js';

const t = texts.plugins;

export async function show(box) {
  const list = h('div', {});
  const times = h('div', {});
  box.append(heading(texts.page.plugins, t.intro), list, h('h2', {}, t.times), h('p', { class: 'quiet' }, t.timesText), times);
  let listed = '';
  let timed = '';
  const refresh = async () => {
    try {
      const [plugins, health] = await Promise.all([get('console/api/plugins'), get('console/api/health')]);
      const callbackTimes = health.metrics?.find(family => family.name === 'belfry_callbacks_duration_seconds');
      const [known, measured] = [JSON.stringify(plugins), JSON.stringify(callbackTimes)];

      // What did not change stays as it is: opened, and with the focus.
      if (known !== listed)
        replace(list, plugins.length ? table(t.table, t.columns, plugins.map(pluginRow)) : h('p', { class: 'quiet' }, t.none));
      if (known !== listed || measured !== timed)
        replace(times, timesOf(callbackTimes, plugins));
      [listed, timed] = [known, measured];
      return true;
    } catch (fault) {
      replace(list, notice(texts.failed(fault.message), 'bad'));
      listed = '';
      return !isRefused(fault);
    }
  };
  return repeat(refresh, 3000);
}

function pluginRow(plugin) {
  return row([
    h('td', { class: 'value' }, h('strong', {}, plugin.name), ` ${plugin.version}`, h('div', { class: 'quiet' }, plugin.description), plugin.path ? h('div', { class: 'mono quiet' }, plugin.path) : null),
    plugin.kind,
    h('td', { class: 'value' }, callbacks(plugin.callbacks), plugin.unserved.length ? h('div', { class: 'warn-text' }, t.unserved(plugin.unserved.join(', '))) : null),
    plugin.isolated ? pill(t.ownProcess(plugin.processId), plugin.processId ? 'good' : 'bad') : t.inProcess,
    h('td', { class: `number ${plugin.restarts ? 'warn-text' : ''}` }, plugin.isolated ? count(plugin.restarts) : ''),
    h('td', { class: 'value bad-text' }, plugin.lastError ?? '', plugin.lastErrorAt ? h('div', { class: 'quiet' }, t.at(day(plugin.lastErrorAt))) : null),
  ], { class: plugin.isolated && !plugin.processId ? 'mood-bad' : plugin.restarts ? 'mood-warn' : '' });
}

// Dozens of paths would hide the rest.
function callbacks(names) {
  const routes = names.filter(name => name.startsWith('REST /'));
  if (routes.length < 5)
    return names.join(', ') || texts.none;
  return [names.filter(name => !routes.includes(name)).join(', '), h('details', {}, h('summary', {}, t.routes(routes.length)), routes.map(name => h('div', { class: 'mono' }, name.slice('REST '.length))))];
}

// What several native plugins answer together is measured by the server's class that asks them.
function ownerOf(handler, plugins) {
  const plugin = plugins.find(candidate => candidate.handler === handler);
  if (plugin)
    return plugin.name;
  const known = Object.entries(t.owners).find(([prefix]) => handler.startsWith(prefix));
  return known ? known[1] : handler;
}

function timesOf(latency, plugins) {
  if (!latency?.series.length)
    return h('p', { class: 'quiet' }, t.noTimes);
  const named = latency.series.map(series => ({ ...series, owner: ownerOf(series.tags.handler, plugins) }))
    .sort((a, b) => a.owner.localeCompare(b.owner, 'en') || a.tags.service.localeCompare(b.tags.service, 'en'));
  return table(t.times, t.timeColumns, named.map(series => row([
    series.owner,
    h('td', {}, series.tags.service, series.owner === series.tags.handler ? null : h('span', { class: 'quiet mono' }, ` ${series.tags.handler.split('.').at(-1)}`)),
    h('td', { class: 'number' }, count(series.count)),
    h('td', { class: 'number' }, duration(1000 * series.value / series.count)),
    h('td', { class: 'number' }, within(series, latency.bounds, 0.5)),
    h('td', { class: 'number' }, within(series, latency.bounds, 0.95)),
  ])));
}
