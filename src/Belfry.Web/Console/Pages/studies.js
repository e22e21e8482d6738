// Patients, studies, series, instances: search, look, send, delete, upload.

import { get, post, url } from './api.js';
import { facts, field, h, heading, notice, replace, row, setBusy, table } from './dom.js';
import { elements } from './elements.js';
import { bytes, count, dicomDate, dicomTime, personName } from './format.js';
import { questionsOf } from './search.js';
import { server } from './server.js';
import { texts } from './texts.js';
import { deleteButton, sendForm, uploadBox } from './transfers.js';

const t = texts.studies;
const limit = 100;
const levels = ['patient', 'study', 'series', 'instance'];
const plural = { patient: 'patients', study: 'studies', series: 'series', instance: 'instances' };

export async function show(box, query) {
  if (!server.about.hasArchive) {
    box.append(heading(texts.page.studies, t.intro), notice(t.noArchive, 'warn'));
    return null;
  }
  if (!server.about.may.read) {
    box.append(heading(texts.page.studies, t.intro), notice(t.forbidden, 'warn'));
    return null;
  }
  const level = levels.find(name => query.has(name));
  if (level)
    await showResource(box, level, query.get(level));
  else
    await showSearch(box, query.get('search') ?? '');
  return null;
}

async function showSearch(box, text) {
  const outcome = h('div', { 'aria-live': 'polite' });
  const busy = h('span', { role: 'status', class: 'quiet' });
  let timer, asked = 0;
  const search = async () => {
    const mine = ++asked;
    history.replaceState(null, '', input.value ? `#/studies?search=${encodeURIComponent(input.value)}` : '#/studies');
    setBusy(outcome, busy, true);
    try {
      const text = input.value.trim();
      const [studies, note] = text ? await findStudies(text) : await latestStudies();
      if (mine === asked)
        replace(outcome, studyTable(studies, note));
    } finally {
      if (mine === asked)
        setBusy(outcome, busy, false);
    }
  };
  const searchAgain = () => search().catch(fault => replace(outcome, notice(texts.failed(fault.message), 'bad')));
  const input = h('input', {
    type: 'search', value: text, autocomplete: 'off', spellcheck: 'false', oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(searchAgain, 200);
    },
  });
  box.append(heading(texts.page.studies, t.intro), h('div', { class: 'bar' }, field(t.search, input), busy), server.about.may.write ? uploadBox(searchAgain) : '', outcome);
  await search();
}

// Studies are listed in the order in which they came.
async function latestStudies() {
  const { CountStudies: all } = await get('statistics');
  const studies = await get(`studies?since=${Math.max(0, all - limit)}&limit=${limit}&expand`);
  return [studies, all > limit ? t.latest(limit, count(all)) : null];
}

// A study is found that one of the meanings of the text fits.
async function findStudies(text) {
  const ask = query => post('tools/find', { Level: 'Study', Expand: true, Limit: limit, CaseSensitive: false, IgnoreAccents: true, Query: query });
  const answers = await Promise.all(questionsOf(text).map(ask));
  return [[...new Map(answers.flat().map(study => [study.ID, study])).values()], answers.some(found => found.length >= limit) ? t.limited(limit) : null];
}

function studyTable(studies, note) {
  studies.sort((a, b) => (b.MainDicomTags.StudyDate ?? '').localeCompare(a.MainDicomTags.StudyDate ?? ''));
  if (!studies.length)
    return h('p', { class: 'quiet' }, t.found);
  return [
    h('h2', {}, t.results(studies.length), note ? h('span', { class: 'quiet' }, ` – ${note}`) : null),
    table(t.table, t.columns, studies.map(study => row([
      h('td', { class: 'long' }, h('a', { href: `#/studies?patient=${study.ParentPatient}` }, personName(study.PatientMainDicomTags.PatientName) || t.unnamed)),
      h('td', { class: 'mono long' }, study.PatientMainDicomTags.PatientID ?? ''),
      h('td', { class: 'nowrap' }, dicomDate(study.PatientMainDicomTags.PatientBirthDate)),
      h('td', { class: 'nowrap' }, h('a', { href: `#/studies?study=${study.ID}` }, dicomDate(study.MainDicomTags.StudyDate) || texts.none)),
      h('td', { class: 'long' }, study.MainDicomTags.StudyDescription ?? ''),
      h('td', { class: 'mono long' }, study.MainDicomTags.AccessionNumber ?? ''),
      h('td', { class: 'number' }, study.Series.length),
    ]))),
  ];
}

async function showResource(box, level, id) {
  const resource = await get(`${plural[level]}/${id}`);
  const above = levels.slice(0, levels.indexOf(level));
  const parents = await Promise.all(above.map(name => get(`${plural[level]}/${id}/${name}`)));
  const child = levels[levels.indexOf(level) + 1];
  const children = child ? await get(`${plural[level]}/${id}/${plural[child]}`) : [];
  const outcome = h('div', { 'aria-live': 'polite' });
  box.append(
    h('nav', { class: 'crumbs', 'aria-label': t.levels[level] }, h('a', { href: '#/studies' }, t.all),
      above.map((name, i) => [' › ', h('a', { href: `#/studies?${name}=${parents[i].ID}` }, titleOf(name, parents[i]))]), ' › ', h('span', { 'aria-current': 'page' }, titleOf(level, resource))),
    heading(`${t.levels[level]}: ${titleOf(level, resource)}`),
    facts(Object.entries({ ...resource.PatientMainDicomTags, ...resource.MainDicomTags }).map(([name, value]) => [spaced(name), readable(name, value)])),
    server.about.may.write ? h('div', { class: 'bar' }, await sendForm(id, outcome), deleteButton(plural[level], id, t.levels[level], outcome)) : '',
    outcome);
  if (children.length)
    box.append(h('h2', {}, t.children[level]), table(t.children[level], t.childColumns[level], children.map(item => childRow(child, item))));
  if (level === 'series' && children.length)
    box.append(h('h2', {}, t.preview), preview(middle(children)));
  if (level === 'instance')
    await showInstance(box, id, resource);
}

const middle = list => [...list].sort(byNumber)[Math.floor(list.length / 2)];

function childRow(level, item) {
  const tags = item.MainDicomTags;
  const link = text => h('a', { href: `#/studies?${level}=${item.ID}` }, text || texts.none);
  if (level === 'study')
    return row([link(dicomDate(tags.StudyDate)), h('td', { class: 'long' }, tags.StudyDescription ?? ''), h('td', { class: 'mono long' }, tags.AccessionNumber ?? ''), h('td', { class: 'number' }, item.Series.length)]);
  if (level === 'series')
    return row([link(tags.SeriesNumber ?? '–'), tags.Modality ?? '', h('td', { class: 'long' }, tags.SeriesDescription ?? ''), h('td', { class: 'number' }, item.Instances.length)]);
  return row([link(tags.InstanceNumber ?? '–'), h('td', { class: 'mono' }, tags.SOPInstanceUID), h('td', { class: 'number' }, bytes(item.FileSize))]);
}

const byNumber = (a, b) => Number(a.MainDicomTags.InstanceNumber ?? 0) - Number(b.MainDicomTags.InstanceNumber ?? 0);

function preview(instance) {
  const box = h('div', { class: 'preview' });
  const image = h('img', { alt: t.previewOf(instance.MainDicomTags.InstanceNumber ?? ''), src: url(`instances/${instance.ID}/preview`), onerror: () => replace(box, h('p', { class: 'quiet' }, t.noPreview)) });
  box.append(image);
  return box;
}

async function showInstance(box, id, instance) {
  const tags = await get(`instances/${id}/tags`);
  box.append(
    h('p', {}, h('a', { class: 'button', href: url(`instances/${id}/file`), download: `${id}.dcm` }, t.download)),
    h('h2', {}, t.preview), preview(instance),
    h('h2', {}, t.tags), elements(Object.entries(tags).map(([tag, element]) => asElement(tag, element)), t.tags));
}

// A tag of REST in the form that the console shows.
function asElement(tag, element) {
  const made = { tag: tag.toUpperCase(), name: spaced(element.Name) };
  if (element.Type === 'Sequence')
    made.items = element.Value.map(item => Object.entries(item).map(([inner, value]) => asElement(inner, value)));
  else if (element.Type === 'Null')
    made.isBinary = true;
  else
    made.value = element.Type === 'TooLong' ? '…' : element.Value ?? '';
  return made;
}

function titleOf(level, resource) {
  const tags = resource.MainDicomTags;
  return {
    patient: () => personName(tags.PatientName) || tags.PatientID || t.unnamed,
    study: () => [dicomDate(tags.StudyDate), tags.StudyDescription].filter(Boolean).join(' ') || tags.StudyInstanceUID,
    series: () => [tags.Modality, tags.SeriesNumber, tags.SeriesDescription].filter(Boolean).join(' ') || tags.SeriesInstanceUID,
    instance: () => tags.InstanceNumber || tags.SOPInstanceUID,
  }[level]();
}

// Dates, times and names as people write them.
const readable = (name, value) => name.endsWith('Date') ? dicomDate(value) : name.endsWith('Time') ? dicomTime(value) : /^Patient|Physician|Operator/.test(name) && name.endsWith('Name') ? personName(value) : value;

// "SeriesInstanceUID" as words.
const spaced = keyword => keyword.replace(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3 $2$4');
