// Data sets as tables of elements; sequences are indented.

import { h, row, table } from './dom.js';
import { texts } from './texts.js';

export function elements(list, label) {
  if (typeof list === 'string')
    return h('p', { class: 'notice bad' }, list);
  const columns = texts.elements.columns.filter(column => column !== texts.elements.vr || list.some(element => element.vr));
  return table(label, columns, rows(list, 0), { class: 'elements' });
}

function rows(list, depth) {
  return list.flatMap(element => {
    const tag = h('td', { class: `mono depth-${Math.min(depth, 6)}` }, element.tag);
    const cells = [tag, element.name, ...(element.vr ? [h('td', { class: 'mono quiet' }, element.vr)] : []), value(element)];
    const inner = (element.items ?? []).flatMap((item, index) => [
      ...(element.items.length > 1 ? [row([h('td', { class: `quiet depth-${Math.min(depth + 1, 6)}` }, `#${index + 1}`), h('td', { colspan: '3' })])] : []),
      ...rows(item, depth + 1)]);
    return [row(cells), ...inner];
  });
}

function value(element) {
  if (element.items)
    return h('td', { class: 'quiet' }, texts.elements.items(element.items.length));
  if (element.masked)
    return h('td', {}, h('span', { class: 'masked' }, texts.elements.masked));
  if (element.bytes !== undefined)
    return h('td', { class: 'quiet' }, texts.elements.bytes(element.bytes));
  if (element.isBinary)
    return h('td', { class: 'quiet' }, texts.elements.binary);
  return element.value ? h('td', { class: 'value' }, element.value) : h('td', { class: 'quiet' }, texts.elements.empty);
}
