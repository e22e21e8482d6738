// Makes elements. Texts become text nodes, never HTML.

import { texts } from './texts.js';

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  setProperties(element, properties);
  element.append(...shown(children));
  return element;
}

// Signs that turn the direction of writing around would have a name read as another.
const turns = /[\u202A-\u202E\u2066-\u2069]/g;

function shown(children) {
  return children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false)
    .map(child => typeof child === 'string' ? child.replace(turns, '\uFFFD') : child);
}

// While something is asked for, what is shown is not yet the answer.
export function setBusy(outcome, status, isBusy) {
  outcome.classList.toggle('busy', isBusy);
  outcome.setAttribute('aria-busy', String(isBusy));
  replace(status, isBusy ? texts.busy : '');
}

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes))
    element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function setProperties(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false)
      continue;
    if (name.startsWith('on'))
      element.addEventListener(name.slice(2), value);
    else if (value === true)
      element.setAttribute(name, '');
    else
      element.setAttribute(name, value);
  }
}

export function replace(parent, ...children) {
  parent.replaceChildren(...shown(children));
}

// A table within a box that scrolls, and can be reached by the keyboard when it does.
export function table(label, columns, rows, options = {}) {
  const body = h('tbody', {}, rows);
  const head = h('thead', {}, h('tr', {}, columns.map(column => column ? h('th', { scope: 'col' }, column) : h('td'))));
  for (const [i, cell] of [...body.firstElementChild?.cells ?? []].entries()) {
    if (cell.classList.contains('number'))
      head.rows[0].cells[i]?.classList.add('number');
  }
  const made = h('table', { class: options.class, 'aria-label': label }, head, body);
  return h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': label }, made);
}

export function row(cells, properties = {}) {
  return h('tr', properties, cells.map(cell => cell instanceof HTMLTableCellElement ? cell : h('td', {}, cell ?? '')));
}

export function facts(pairs) {
  return h('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}

export function pill(text, kind) {
  return h('span', { class: `pill ${kind ?? ''}` }, text);
}

export function notice(text, kind = '') {
  return h('p', { class: `notice ${kind}`, role: kind === 'bad' ? 'alert' : 'status' }, text);
}

export function field(label, input) {
  return h('label', { class: 'field' }, h('span', {}, label), input);
}

export function heading(title, intro) {
  return h('div', { class: 'heading' }, h('h1', {}, title), intro ? h('p', {}, intro) : null);
}

// Up and down move between the buttons of a table's rows.
export function moveByArrows(container, selector) {
  container.addEventListener('keydown', event => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')
      return;
    const all = [...container.querySelectorAll(selector)].filter(element => element.offsetParent !== null);
    const next = all[all.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1)];
    if (!all.includes(document.activeElement) || !next)
      return;
    event.preventDefault();
    next.focus();
  });
}
