// Associations and operations as they happen.

import { get, url } from './api.js';
import { showDetail } from './detail.js';
import { field, h, heading, moveByArrows, pill, replace, row, table } from './dom.js';
import { clock, count, duration } from './format.js';
import { texts } from './texts.js';

const t = texts.live;
const most = 500;

export async function show(box, query) {
  const view = new LiveView(box);
  await view.start();
  if (query.has('operation'))
    await view.open({ kind: 'operation', id: query.get('operation') });
  else if (query.has('association'))
    await view.open({ kind: 'association', id: query.get('association') });
  return () => view.stop();
}

class LiveView {
  records = new Map();
  rows = new Map();
  dropped = 0;
  waiting = 0;
  isPaused = false;
  changed = new Set();

  constructor(box) {
    this.filter = h('input', { type: 'search', placeholder: t.filterHint, oninput: () => this.render() });
    this.kind = h('select', { onchange: () => this.render() }, Object.entries(t.shows).map(([value, text]) => h('option', { value }, text)));
    this.pause = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => this.togglePause() }, t.pause);
    this.state = h('span', { role: 'status', class: 'quiet' }, t.connecting);
    this.counts = h('span', { class: 'quiet' });
    this.missed = h('span', { class: 'warn-text' });
    this.table = table(t.table, t.columns, [], { class: 'traffic' });
    this.body = this.table.querySelector('tbody');
    this.empty = h('p', { class: 'quiet' }, t.empty);
    this.detail = h('section', { class: 'detail', 'aria-label': t.detail, hidden: true });
    moveByArrows(this.table, '.open');
    box.append(heading(texts.page.live, t.intro),
      h('div', { class: 'bar' }, field(t.filter, this.filter), field(t.show, this.kind), this.pause, this.state, this.counts, this.missed),
      h('div', { class: 'split' }, h('div', { class: 'list' }, this.table, this.empty), this.detail));
  }

  async start() {
    await this.load();
    this.events = new EventSource(url('console/api/traffic/events'));
    this.events.addEventListener('open', () => this.connect());
    this.events.addEventListener('error', () => this.tell(t.disconnected));
    this.events.addEventListener('traffic', event => this.hear(JSON.parse(event.data)));
    this.events.addEventListener('dropped', event => {
      this.dropped += JSON.parse(event.data);
      this.missed.textContent = t.dropped(count(this.dropped));
    });
  }

  // What happened while there was no connection is not told again, and a server that was started anew counts from one.
  async connect() {
    this.tell(t.connected);
    try {
      await this.load();
    } catch {
      this.tell(t.disconnected);
    }
  }

  // Takes what the server has in place of what was known. What is heard meanwhile may be newer.
  async load() {
    const heard = this.heard = [];
    const { associations, operations } = await get('console/api/traffic');
    if (heard !== this.heard)
      return;
    this.heard = null;
    this.records.clear();
    for (const operation of operations)
      this.take({ kind: 'operation', ...operation });
    for (const association of associations)
      this.take({ kind: 'association', ...association });
    heard.forEach(record => this.take(record));
    if (!this.isPaused)
      this.render();
  }

  stop() {
    this.events?.close();
    this.isStopped = true;
  }

  tell(text) {
    this.state.textContent = this.isPaused ? t.paused(count(this.waiting)) : text;
    this.connection = text;
  }

  hear(happening) {
    const record = happening.association ? { kind: 'association', ...happening.association } : { kind: 'operation', ...happening.operation };
    this.heard?.push(record);
    this.take(record);
    if (this.isPaused) {
      this.waiting++;
      this.tell(this.connection);
      return;
    }
    if (this.changed.size === 1)
      requestAnimationFrame(() => this.render());
  }

  take(record) {
    record.key = `${record.kind} ${record.id ?? record.number}`;
    record.text = [record.calling, record.called, record.peer, record.service ?? t.association, record.sopClass, record.status, record.comment, record.reason, record.detail, record.state, tlsText(record.tls)]
      .join(' ').toLowerCase();
    this.records.set(record.key, record);
    this.changed.add(record.key);

    // Nothing is drawn while the view is paused or hidden, for a night perhaps.
    if (this.records.size > 4 * most)
      this.sort();
  }

  // The latest first; what is too old is forgotten.
  sort() {
    const sorted = [...this.records.values()].sort((a, b) => a.began < b.began ? 1 : a.began > b.began ? -1 : b.key.localeCompare(a.key, 'en', { numeric: true }));
    for (const record of sorted.splice(2 * most)) {
      this.records.delete(record.key);
      this.changed.delete(record.key);
    }
    return sorted;
  }

  togglePause() {
    this.isPaused = !this.isPaused;
    this.waiting = 0;
    this.pause.textContent = this.isPaused ? t.resume : t.pause;
    this.pause.setAttribute('aria-pressed', String(this.isPaused));
    this.tell(this.connection);
    if (!this.isPaused)
      this.render();
  }

  isShown(record) {
    const mood = moodOf(record);
    const fits = this.kind.value === 'failures' ? mood === 'bad' || mood === 'warn'
      : this.kind.value === 'associations' ? record.kind === 'association'
        : record.kind === 'operation' || mood === 'bad' || mood === 'warn';
    return fits && this.filter.value.toLowerCase().split(/\s+/).every(word => record.text.includes(word));
  }

  // Rows stay the same elements, so that the focus stays where it is.
  render() {
    if (this.isStopped)
      return;
    const sorted = this.sort();
    const shown = sorted.filter(record => this.isShown(record)).slice(0, most);
    const keys = new Set(shown.map(record => record.key));
    for (const [key, element] of this.rows) {
      if (!keys.has(key)) {
        element.remove();
        this.rows.delete(key);
      }
    }
    let next = this.body.firstChild;
    for (const record of shown) {
      let element = this.rows.get(record.key);
      if (!element || this.changed.has(record.key)) {
        const fresh = this.rowOf(record);
        if (element) {
          const hadFocus = element.contains(document.activeElement);
          if (next === element)
            next = fresh;
          element.replaceWith(fresh);
          if (hadFocus)
            fresh.querySelector('.open').focus();
        }
        element = fresh;
        this.rows.set(record.key, element);
      }
      if (element === next)
        next = next.nextSibling;
      else
        this.body.insertBefore(element, next);
    }
    this.changed.clear();
    this.empty.hidden = shown.length > 0;
    this.table.hidden = shown.length === 0;
    this.empty.textContent = this.records.size === 0 ? t.empty : t.noMatch;
    this.counts.textContent = t.count(shown.length, sorted.length);
  }

  rowOf(record) {
    const isOperation = record.kind === 'operation';
    const open = h('button', { type: 'button', class: 'open link', onclick: () => this.open(record) }, clock(record.began));
    const about = isOperation ? [record.sopClass, record.destination ? ` → ${record.destination}` : '', suboperations(record)] : [record.detail ?? endOf(record)];
    return row([
      open,
      h('td', { class: 'mono' }, record.calling || h('span', { class: 'quiet' }, record.peer)),
      h('td', { class: 'mono' }, record.called),
      h('td', { class: 'service' }, isOperation ? record.service : t.association, record.tls ? [' ', h('span', { class: 'tls', title: tlsText(record.tls) }, 'TLS')] : null),
      h('td', { class: 'about', title: about.join('') }, about.join('')),
      h('td', { class: 'number' }, isOperation ? (record.answers ? count(record.answers) : '') : ''),
      h('td', {}, statusOf(record)),
      h('td', { class: 'number' }, duration(record.ms)),
    ], { class: `mood-${moodOf(record)} ${record.key === this.shown ? 'current' : ''}` });
  }

  async open(record) {
    const id = record.id ?? record.number;
    this.rows.get(this.shown)?.classList.remove('current');
    this.shown = `${record.kind} ${id}`;
    this.rows.get(this.shown)?.classList.add('current');
    await showDetail(this.detail, record.kind, id, { open: other => this.open(other), close: () => this.close() });
  }

  close() {
    const element = this.rows.get(this.shown);
    element?.classList.remove('current');
    this.shown = null;
    this.detail.hidden = true;
    replace(this.detail);
    element?.querySelector('.open')?.focus();
  }
}

function suboperations(record) {
  const counts = Object.entries(record.suboperations ?? {}).filter(([, number]) => number > 0).map(([name, number]) => `${count(number)} ${t.suboperations[name]}`);
  return counts.length ? ` (${counts.join(', ')})` : '';
}

function endOf(record) {
  return record.state === 'open' ? '' : reasonText(record.reason);
}

// The version, and whose certificate the peer showed.
export function tlsText(tls) {
  return tls ? `${tls.version} ${tls.subject ? t.tlsAs(tls.subject) : t.tlsWithout}` : '';
}

// "AbortedByPeer" as words.
export function reasonText(reason) {
  return (reason ?? '').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

// One that was refused, or came about never, is worse than one that broke off.
function moodOfAssociation(record) {
  if (record.state === 'open')
    return 'running';
  if (record.state !== 'refused' && ['Released', 'ReleasedByPeer', 'Stopped'].includes(record.reason))
    return 'good';
  return record.state !== 'refused' && record.accepted ? 'warn' : 'bad';
}

export function moodOf(record) {
  if (record.kind === 'association')
    return moodOfAssociation(record);
  if (record.ms === undefined)
    return 'running';
  if (record.statusClass === 'Success')
    return record.suboperations?.failed || record.suboperations?.warning ? 'warn' : 'good';
  return record.statusClass === 'Warning' || record.statusClass === 'Cancel' || record.reason === 'CCancel' ? 'warn' : 'bad';
}

export function statusOf(record) {
  const kind = { good: 'good', bad: 'bad', warn: 'warn', running: 'info' }[moodOf(record)];
  if (record.kind === 'association')
    return pill(record.state === 'ended' ? reasonText(record.reason) : t[record.state], kind);
  return pill(record.ms === undefined ? t.running : record.status ?? reasonText(record.reason), kind);
}

