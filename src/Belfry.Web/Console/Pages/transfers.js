// What takes a while: sending, deleting, uploading, each with its progress.

import { get, post, remove, upload } from './api.js';
import { field, h, notice, replace } from './dom.js';
import { droppedFiles } from './dropped.js';
import { bytes } from './format.js';
import { texts } from './texts.js';

const t = texts.studies;

export async function sendForm(id, outcome) {
  const modalities = await get('modalities');
  if (!modalities.length)
    return h('span', { class: 'quiet' }, t.noModality);
  const choice = h('select', {}, modalities.map(name => h('option', { value: name }, name)));
  return h('form', {
    class: 'inline', onsubmit: event => {
      event.preventDefault();
      send(id, choice.value, outcome);
    },
  }, field(t.send, choice), h('button', {}, t.sendButton));
}

async function send(id, modality, outcome) {
  const bar = h('progress', { max: '100', value: '0', 'aria-label': t.sending(modality) });
  replace(outcome, h('p', {}, `${t.sending(modality)} `, bar));
  try {
    const { ID: job } = await post(`modalities/${encodeURIComponent(modality)}/store`, { Resources: [id], Asynchronous: true });
    let state;
    do {
      await new Promise(resolve => { setTimeout(resolve, 300); });
      state = await get(`jobs/${job}`);
      bar.value = state.Progress;
    } while (['Pending', 'Running', 'Paused'].includes(state.State));
    replace(outcome, state.State === 'Success' ? notice(t.sent(modality), 'good') : notice(t.sendFailed(modality, state.ErrorDetails || state.ErrorDescription), 'bad'));
  } catch (fault) {
    replace(outcome, notice(t.sendFailed(modality, fault.message), 'bad'));
  }
}

export function deleteButton(path, id, what, outcome) {
  const dialog = h('dialog', { 'aria-label': t.deleteTitle(what) },
    h('h2', {}, t.deleteTitle(what)), h('p', {}, t.deleteText),
    h('div', { class: 'bar' },
      h('button', { type: 'button', onclick: () => dialog.close() }, texts.cancel),
      h('button', {
        type: 'button', class: 'danger', onclick: async () => {
          dialog.close();
          try {
            const { RemainingAncestor: left } = await remove(`${path}/${id}`);
            location.hash = left ? `#/studies?${left.Type.toLowerCase()}=${left.ID}` : '#/studies';
          } catch (fault) {
            replace(outcome, notice(texts.failed(fault.message), 'bad'));
          }
        },
      }, t.delete)));
  return h('span', {}, h('button', { type: 'button', class: 'danger', onclick: () => dialog.showModal() }, t.delete), dialog);
}

export function uploadBox(onDone) {
  const list = h('ul', { class: 'uploads', 'aria-label': t.uploading, 'aria-live': 'polite' });
  const input = h('input', { type: 'file', multiple: true, class: 'hidden', id: 'files', tabindex: '-1', onchange: () => take(input.files) });
  const take = async files => {
    for await (const file of files)
      await uploadOne(file, list);
    input.value = '';
    onDone();
  };
  const box = h('div', {
    class: 'drop',
    ondragover: event => {
      event.preventDefault();
      box.classList.add('over');
    },
    ondragleave: () => box.classList.remove('over'),
    ondrop: event => {
      event.preventDefault();
      box.classList.remove('over');
      take(droppedFiles(event.dataTransfer));
    },
  }, h('span', {}, `${t.drop} `), h('button', { type: 'button', onclick: () => input.click() }, t.choose), h('label', { class: 'hidden', for: 'files' }, t.upload), input, list);
  return box;
}

async function uploadOne(file, list) {
  const bar = h('progress', { max: '1', value: '0', 'aria-label': file.name });
  const state = h('span', {}, bar);
  list.prepend(h('li', {}, `${file.name} `, h('span', { class: 'quiet' }, `${bytes(file.size)} `), state));
  try {
    const answer = await upload(file, share => { bar.value = share; });
    const all = Array.isArray(answer) ? answer : [answer];
    const known = all.filter(item => item?.Status === 'AlreadyStored').length;
    replace(state, h('span', { class: 'good-text' }, known === all.length ? t.known : t.stored));
  } catch (fault) {
    replace(state, h('span', { class: 'bad-text' }, fault.message));
  }
}
