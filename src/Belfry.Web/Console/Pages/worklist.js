// Asks the worklist as a modality would, and explains each item.

import { post } from './api.js';
import { field, h, heading, notice, pill, replace, row, setBusy, table } from './dom.js';
import { elements } from './elements.js';
import { dicomDate, dicomTime, personName } from './format.js';
import { server } from './server.js';
import { texts } from './texts.js';

const t = texts.worklist;
const top = ['PatientName', 'PatientID', 'AccessionNumber', 'RequestedProcedureID'];
const step = ['Modality', 'ScheduledStationAETitle', 'ScheduledProcedureStepStartDate', 'ScheduledProcedureStepStartTime', 'ScheduledProcedureStepID'];

export async function show(box, query) {
  box.append(heading(texts.page.worklist, t.intro));
  const { about } = server;
  if (!about.may.read) {
    box.append(notice(t.forbidden, 'warn'));
    return null;
  }
  if (about.worklists.length === 0) {
    box.append(notice(t.noSource, 'warn'));
    return null;
  }
  const result = h('div', { 'aria-live': 'polite' });
  const busy = h('span', { role: 'status', class: 'quiet' });
  if (query.has('operation'))
    box.append(h('p', { class: 'bar' }, h('span', {}, t.recorded(query.get('operation'))), h('a', { class: 'button', href: '#/worklist' }, t.newQuery)), result);
  else
    box.append(form(about, body => ask(result, body, busy), busy), result);
  await ask(result, query.has('operation')
    ? { operation: Number(query.get('operation')), callingAet: query.get('from'), calledAet: query.get('to') }
    : { callingAet: 'CONSOLE', query: {} }, busy);
  return null;
}

function form(about, onAsk, busy) {
  const inputs = {};
  const input = (name, value = '') => {
    inputs[name] = h('input', { name, value, placeholder: t.hints[name], autocomplete: 'off', spellcheck: 'false' });
    return field(t.fields[name], inputs[name]);
  };
  const set = h('select', { name: 'characterSet' }, t.characterSets.map(([value, text]) => h('option', { value }, text)));
  const keys = [...top, ...step].map(name => input(name));
  return h('form', {
    class: 'panel', onsubmit: event => {
      event.preventDefault();
      onAsk({ callingAet: inputs.callingAet.value, calledAet: inputs.calledAet.value, characterSet: set.value, query: queryOf(inputs) });
    },
  },
  h('fieldset', {}, h('legend', {}, t.asks), input('callingAet', 'CONSOLE'), input('calledAet', about.aet), field(t.fields.characterSet, set)),
  h('fieldset', {}, h('legend', {}, t.keys), keys),
  h('div', { class: 'bar' }, h('button', { class: 'primary' }, t.ask), busy));
}

function queryOf(inputs) {
  const filled = names => Object.fromEntries(names.filter(name => inputs[name].value.trim()).map(name => [name, inputs[name].value.trim()]));
  const inStep = filled(step);
  return { ...filled(top), ...(Object.keys(inStep).length ? { ScheduledProcedureStepSequence: [inStep] } : {}) };
}

async function ask(result, body, busy) {
  setBusy(result, busy, true);
  try {
    const answer = await post('console/api/worklist/explain', body);
    replace(result,
      h('h2', {}, t.summary(answer.matches, answer.count)),
      h('p', { class: 'quiet' }, answer.lists ? t.listed(answer.source) : t.answered(answer.source), ' ', answer.count > answer.items.length ? t.first(answer.items.length) : ''),
      answer.narrowedBy.length ? notice(t.narrowed(answer.narrowedBy), 'warn') : null,
      answer.isCut ? notice(t.cut(answer.count, answer.narrowedBy.length > 0), 'warn') : null,
      answer.items.length ? table(t.table, t.columns, answer.items.flatMap(rows), { class: 'worklist' }) : null);
  } catch (fault) {
    replace(result, notice(texts.failed(fault.message), 'bad'));
  }
  setBusy(result, busy, false);
}

function rows(item) {
  const unmet = item.keys.filter(key => !key.met && !(key.kind === 'Sequence' && item.keys.some(inner => !inner.met && inner.tag.startsWith(`${key.tag} ›`))));
  const inside = h('td', { colspan: '8' });
  const more = h('tr', { class: 'more', hidden: true }, inside);
  const toggle = h('button', {
    type: 'button', class: 'link', 'aria-expanded': 'false', onclick: () => {
      more.hidden = !more.hidden;
      toggle.setAttribute('aria-expanded', String(!more.hidden));
      if (!inside.hasChildNodes())
        inside.append(h('h3', {}, t.keysOf), keyTable(item), h('details', {}, h('summary', {}, t.elements), elements(item.elements, t.elements)));
    },
  }, personName(item.patientName) || texts.studies.unnamed);
  return [
    row([
      pill(item.matches ? t.match : t.noMatch, item.matches ? 'good' : ''),
      toggle,
      h('td', { class: 'mono' }, item.patientId ?? ''),
      h('td', { class: 'mono' }, item.accession ?? ''),
      item.modality ?? '',
      h('td', { class: 'mono' }, item.station ?? ''),
      h('td', { class: 'nowrap' }, `${dicomDate(item.date)} ${dicomTime(item.time)}`),
      h('td', { class: item.matches ? 'quiet' : '' }, item.matches ? t.all : unmet.map(t.why).join('; ')),
    ], { class: item.matches ? 'mood-good' : '' }),
    more,
  ];
}

function keyTable(item) {
  return table(t.keysOf, t.keyColumns, item.keys.map(key => row([
    h('td', {}, `${key.name} `, h('span', { class: 'mono quiet' }, key.tag)),
    t.kinds[key.kind] ?? key.kind,
    h('td', { class: 'value' }, key.asked),
    h('td', { class: 'value' }, key.value),
    pill(t.outcomes[key.outcome] ?? key.outcome, key.outcome === 'Unconstrained' ? '' : key.met ? 'good' : 'bad'),
  ])));
}
