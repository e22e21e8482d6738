// One association or operation, whole.

import { get } from './api.js';
import { facts, h, notice, replace, row, table } from './dom.js';
import { elements } from './elements.js';
import { count, day, duration } from './format.js';
import { reasonText, statusOf, tlsText } from './live.js';
import { texts } from './texts.js';

const t = texts.live;
const worklist = '1.2.840.10008.5.1.4.31';

export async function showDetail(box, kind, id, actions) {
  const title = h('h2', { tabindex: '-1' });
  const close = h('button', { type: 'button', onclick: actions.close }, texts.close);
  const content = h('div', {}, h('p', { class: 'quiet' }, texts.loading));
  box.hidden = false;
  box.onkeydown = event => event.key === 'Escape' && actions.close();
  replace(box, h('div', { class: 'detail-head' }, title, close), content);
  try {
    const record = { kind, ...await get(`console/api/${kind}s/${id}`) };
    title.textContent = kind === 'operation' ? `${record.service} ${record.number}` : `${t.association} ${record.id}`;
    replace(content, kind === 'operation' ? operation(record, actions) : association(record));
  } catch (fault) {
    title.textContent = kind === 'operation' ? texts.page.live : t.association;
    replace(content, notice(texts.failed(fault.message), 'bad'));
  }
  title.focus({ preventScroll: matchMedia('(min-width: 1150px)').matches });
}

function operation(record, actions) {
  const parts = Object.entries(record.suboperations ?? {}).map(([name, number]) => `${count(number)} ${t.suboperations[name]}`).join(', ');
  return [
    facts([
      [t.fields.status, statusOf(record)],
      [t.fields.comment, record.comment],
      [t.fields.offending, record.offending],
      [t.fields.end, record.ms === undefined ? null : reasonText(record.reason)],
      [t.fields.from, h('span', { class: 'mono' }, record.calling)],
      [t.fields.to, h('span', { class: 'mono' }, record.called)],
      [t.fields.peer, record.peer],
      [t.fields.tls, record.tls ? tlsText(record.tls) : t.noTls],
      [t.fields.direction, t.direction[record.direction]],
      [t.fields.destination, record.destination],
      [t.fields.suboperations, parts],
      [t.fields.sopClass, record.sopClass],
      [t.fields.transferSyntax, record.transferSyntax],
      [t.fields.context, record.contextId],
      [t.fields.messageId, record.messageId],
      [t.fields.began, day(record.began)],
      [t.fields.took, duration(record.ms)],
    ]),
    h('p', { class: 'bar' },
      h('button', { type: 'button', onclick: () => actions.open({ kind: 'association', id: record.association }) }, t.showAssociation),
      record.sopClassUid === worklist && record.query && !record.masked ? h('a', { class: 'button', href: `#/worklist?operation=${record.number}&from=${encodeURIComponent(record.calling)}&to=${encodeURIComponent(record.called)}` }, t.explain) : null),
    record.masked ? notice(texts.masked) : null,
    dataSet(record),
    answers(record),
    h('h3', {}, t.request),
    elements(record.request, t.request),
    record.response ? [h('h3', {}, t.response), elements(record.response, t.response)] : [],
  ].flat();
}

function dataSet(record) {
  const title = ['C-FIND', 'C-MOVE', 'C-GET'].includes(record.service) ? t.query : t.dataSet;
  const none = record.isQueryLeftOut ? t.queryLeftOut : record.service === 'C-STORE' ? t.instanceNotKept : t.queryNone;
  return [h('h3', {}, title), record.query ? elements(record.query, title) : h('p', { class: 'quiet' }, none)];
}

function answers(record) {
  const kept = record.answersKept;
  if (!kept.length && !record.answersLeftOut)
    return record.service === 'C-FIND' ? [h('h3', {}, t.answers(count(record.answers))), record.answers ? h('p', { class: 'quiet' }, t.answersNotWatched) : null] : [];
  return [
    h('h3', {}, t.answers(count(record.answers))),
    ...kept.map((answer, index) => h('details', { open: kept.length === 1 }, h('summary', {}, t.answer(index + 1)), elements(answer, t.answer(index + 1)))),
    record.answersLeftOut ? h('p', { class: 'quiet' }, t.answersLeftOut(count(record.answersLeftOut))) : null,
  ];
}

function association(record) {
  return [
    facts([
      [t.fields.status, statusOf(record)],
      [t.fields.detail, record.detail],
      [t.fields.from, record.calling ? h('span', { class: 'mono' }, record.calling) : null],
      [t.fields.to, record.called ? h('span', { class: 'mono' }, record.called) : null],
      [t.fields.peer, record.peer],
      [t.fields.direction, t.direction[record.direction]],
      [t.fields.began, day(record.began)],
      [t.fields.took, duration(record.ms)],
      [t.fields.operations, record.operations === undefined ? null : count(record.operations)],
    ]),
    h('h3', {}, t.fields.tls), tls(record),
    record.requestor ? [h('h3', {}, t.requestor), user(record.requestor)] : [],
    record.acceptor ? [h('h3', {}, t.acceptor), user(record.acceptor)] : [],
    record.contexts ? [h('h3', {}, t.contexts), table(t.contexts, t.contextColumns, record.contexts.map(context))] : [],
  ].flat();
}

function tls(record) {
  if (!record.tls)
    return h('p', { class: 'quiet' }, record.reason === 'TlsFailed' ? t.tlsFailed : t.noTls);
  return facts([
    [t.fields.tlsVersion, record.tls.version],
    [t.fields.cipherSuite, record.tls.cipherSuite],
    [t.fields.certificate, record.tls.subject ?? t.noCertificate],
    [t.fields.certificateNames, record.tls.names],
    [t.fields.fingerprint, record.tls.fingerprint ? h('span', { class: 'mono' }, record.tls.fingerprint) : null],
  ]);
}

function user(facets) {
  return facts([
    [t.fields.implementation, [facets.implementationVersion, facets.implementationClassUid].filter(Boolean).join(' · ')],
    [t.fields.maxPdu, facets.maxPduLength === 0 ? t.unlimited : t.bytes(count(facets.maxPduLength))],
    [t.fields.window, facets.maxInvoked === undefined ? null : `${facets.maxInvoked} / ${facets.maxPerformed}`],
  ]);
}

function context(offer) {
  const accepted = offer.result === 'Acceptance';
  const roles = [offer.requestorIsScu ? 'SCU' : '', offer.requestorIsScp ? 'SCP' : ''].filter(Boolean).join(', ');
  return row([
    h('td', { class: 'number' }, offer.id),
    h('td', { title: offer.abstractSyntaxUid }, offer.abstractSyntax),
    h('td', { class: 'quiet' }, offer.proposed.join(', ')),
    accepted ? offer.transferSyntax : h('td', { class: 'bad-text' }, offer.result ? reasonText(offer.result) : t.refused),
    roles,
  ], { class: accepted ? '' : 'mood-bad' });
}
