// The frame: who the server is, the way to the pages, and which one is shown.

import { get, isRefused, repeat } from './api.js';
import { h, notice, pill, replace } from './dom.js';
import * as health from './health.js';
import * as jobs from './jobs.js';
import * as live from './live.js';
import * as modalities from './modalities.js';
import * as plugins from './plugins.js';
import { server } from './server.js';
import * as studies from './studies.js';
import { texts } from './texts.js';
import * as worklist from './worklist.js';

// All of them are here from the start, so that a page can be shown while the server is away.
const modules = { live, worklist, studies, jobs, plugins, modalities, health };
const pages = Object.keys(modules);
const main = document.getElementById('main');
const status = h('span', { role: 'status' });
let leave = null;
let visit = 0;
let isFailed = false;

function applyTheme(theme) {
  if (theme === 'auto')
    delete document.documentElement.dataset.theme;
  else
    document.documentElement.dataset.theme = theme;
  localStorage.setItem('belfry-theme', theme);
}

function buildFrame(about) {
  const theme = localStorage.getItem('belfry-theme') ?? 'auto';
  const choice = h('select', { 'aria-label': texts.theme.label, onchange: event => applyTheme(event.target.value) },
    ['auto', 'light', 'dark'].map(name => h('option', { value: name, selected: name === theme }, texts.theme[name])));
  replace(document.getElementById('head'),
    h('span', { class: 'brand' }, texts.product),
    h('span', { class: 'server' }, about.name || '', h('span', { class: 'mono' }, ` ${about.aet}:${about.dicomPort}`)),
    status,
    about.may.read ? null : pill(texts.masked, 'warn'),
    h('span', { class: 'push' }, about.user, h('span', { class: 'quiet' }, ` ${about.version} `)),
    choice);
  const skip = document.getElementById('skip');
  skip.textContent = texts.skip;
  skip.addEventListener('click', event => {
    event.preventDefault();
    main.focus();
  });
  const nav = document.getElementById('nav');
  nav.setAttribute('aria-label', texts.pages);
  replace(nav, h('ul', {}, pages.map(page => h('li', {}, h('a', { href: `#/${page}`, id: `nav-${page}` }, texts.page[page])))));
}

async function watchHealth() {
  try {
    server.about = await get('console/api/about');
    replace(status, server.about.healthy ? pill(texts.healthy, 'good') : pill(texts.unhealthy, 'bad'));

    // The server is back.
    if (isFailed)
      await show();
  } catch {
    replace(status, pill(texts.unreachable, 'bad'));
  }
}

async function show() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const page = pages.includes(path) ? path : 'live';
  const mine = ++visit;
  isFailed = false;
  leave?.();
  leave = null;
  for (const name of pages)
    document.getElementById(`nav-${name}`).toggleAttribute('aria-current', name === page);
  document.getElementById(`nav-${page}`).setAttribute('aria-current', 'page');
  document.title = `${texts.page[page]} – ${server.about.name || texts.product}`;
  replace(main, h('p', { class: 'quiet' }, texts.loading));
  try {
    const box = h('div', { class: `page ${page}` });
    const left = await modules[page].show(box, new URLSearchParams(query ?? ''));
    if (mine !== visit) {
      left?.();
      return;
    }
    leave = left;
    replace(main, box);
  } catch (fault) {
    if (mine === visit) {
      isFailed = !isRefused(fault);
      replace(main, h('h1', {}, texts.page[page]), notice(texts.failed(fault.message), 'bad'));
    }
  }
}

applyTheme(localStorage.getItem('belfry-theme') ?? 'auto');
await watchHealth();
if (server.about) {
  buildFrame(server.about);
  repeat(watchHealth, 5000);
  addEventListener('hashchange', show);

  // A file that is dropped beside the box would take the place of the page.
  for (const type of ['dragover', 'drop'])
    addEventListener(type, event => event.preventDefault());
  await show();
} else {
  replace(main, notice(texts.unreachable, 'bad'));
}
