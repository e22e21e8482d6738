// The peers that are known, and whether they answer.

import { get, isRefused, post, repeat } from './api.js';
import { h, heading, notice, pill, replace, row, table } from './dom.js';
import { day, duration } from './format.js';
import { server } from './server.js';
import { texts } from './texts.js';

const t = texts.modalities;

export async function show(box) {
  const list = h('div', {});
  const seen = new Map();
  box.append(heading(texts.page.modalities, t.intro), list);
  let listed = '';
  return repeat(async () => {
    try {
      const modalities = await get('console/api/modalities');

      // Rows stay as they are, with what an echo told, while the entries do.
      const known = JSON.stringify(modalities, (name, value) => name === 'lastSeen' ? undefined : value);
      if (known !== listed)
        replace(list, modalities.length ? table(t.table, t.columns, modalities.map(modality => modalityRow(modality, seen))) : h('p', { class: 'quiet' }, t.none));
      listed = known;
      for (const modality of modalities)
        seen.get(modality.name)?.(modality);
      return true;
    } catch (fault) {
      replace(list, notice(texts.failed(fault.message), 'bad'));
      listed = '';
      return !isRefused(fault);
    }
  }, 3000);
}

function modalityRow(modality, seen) {
  const { configuration } = modality;
  const rights = may => Object.keys(t.rights).filter(name => modality.may[name] === may).map(name => t.rights[name]).join(', ');
  const last = h('td', { class: 'nowrap' });
  const showSeen = now => replace(last, now.lastSeen ? day(now.lastSeen) : h('span', { class: 'quiet' }, t.never));
  seen.set(modality.name, showSeen);
  showSeen(modality);
  const outcome = h('span', { role: 'status' });
  const echo = h('button', {
    type: 'button', 'aria-label': t.echoOf(modality.name), onclick: async () => {
      echo.disabled = true;
      replace(outcome, h('span', { class: 'quiet' }, ` ${t.asking}`));
      const began = performance.now();
      try {
        await post(`modalities/${encodeURIComponent(modality.name)}/echo`, { Timeout: 5 });
        replace(outcome, ' ', pill(t.answered(duration(performance.now() - began)), 'good'));
      } catch (fault) {
        replace(outcome, ' ', pill(fault.message, 'bad long'));
      }
      echo.disabled = false;
    },
  }, t.echo);
  return row([
    h('strong', {}, modality.name),
    h('td', { class: 'mono' }, configuration.AET),
    h('td', { class: 'mono' }, `${configuration.Host}:${configuration.Port}`),
    last,
    rights(true),
    h('td', { class: 'quiet' }, rights(false)),
    h('td', {}, server.about.may.read ? echo : null, outcome),
  ]);
}
