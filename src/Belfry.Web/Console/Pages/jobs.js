// Jobs, what can be done with them, and storage commitment.

import { get, isRefused, post, remove, repeat } from './api.js';
import { field, h, heading, notice, pill, replace, row, table } from './dom.js';
import { duration, restTime } from './format.js';
import { server } from './server.js';
import { texts } from './texts.js';

const t = texts.jobs;
const page = 100;
const moods = { Success: 'good', Failure: 'bad', Retry: 'warn', Paused: 'warn', Running: 'info' };
const possible = { Pending: ['pause', 'cancel'], Running: ['pause', 'cancel'], Retry: ['pause', 'cancel'], Paused: ['resume', 'cancel'], Failure: ['resubmit', 'delete'], Success: ['delete'] };

export async function show(box) {
  if (!server.about.may.read) {
    box.append(heading(texts.page.jobs, t.intro), notice(t.forbidden, 'warn'));
    return null;
  }
  const list = h('div', {});
  const transactions = h('div', {});
  const outcome = h('div', {});
  let last = '', limit = page, asked = 0, isLost = false, timer;
  const refresh = async () => {
    try {
      const jobs = await get('jobs?expand');
      jobs.sort((a, b) => a.CreationTime < b.CreationTime ? 1 : -1);
      const text = JSON.stringify(jobs);
      if (isLost)
        replace(outcome);
      isLost = false;
      if (text === last)
        return true;
      await showCommitments();
      last = text;
      const focused = document.activeElement?.dataset?.key;
      render(jobs);
      if (focused)
        refocus(focused);
      return true;
    } catch (fault) {
      isLost = true;
      replace(outcome, notice(texts.failed(fault.message), 'bad'));
      return !isRefused(fault);
    }
  };
  // A button that was pressed may have given its place to another of the same job, or be gone with the job.
  const refocus = key => {
    const job = key.split(' ')[0];
    (list.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? list.querySelector(`[data-key^="${CSS.escape(job)}"]`) ?? list.querySelector('.scroll'))?.focus();
  };
  const act = async (job, action) => {
    try {
      await (action === 'delete' ? remove(`jobs/${job.ID}`) : post(`jobs/${job.ID}/${action}`));
      replace(outcome);
    } catch (fault) {
      replace(outcome, notice(texts.failed(fault.message), 'bad'));
    }
    await refresh();
  };
  const render = jobs => {
    replace(list, jobs.length ? table(t.table, t.columns, jobs.map(job => jobRow(job, act))) : h('p', { class: 'quiet' }, t.none));
  };
  // They change with their jobs, and are kept for longer than these.
  const showCommitments = async () => {
    const mine = ++asked;
    const text = input.value.trim();
    const found = await get(`commitments?limit=${limit}&text=${encodeURIComponent(text)}`);
    if (mine !== asked)
      return;
    const open = [...transactions.querySelectorAll('details[open]')].map(details => details.dataset.key);
    replace(transactions,
      found.Commitments.length ? table(t.commitmentTable, t.commitmentColumns, found.Commitments.map(transactionRow)) : h('p', { class: 'quiet' }, text ? t.noSuchCommitment : t.noCommitments),
      found.Done ? null : h('button', { type: 'button', onclick: () => { limit += page; ask(); } }, t.more));
    for (const details of transactions.querySelectorAll('details'))
      details.open = open.includes(details.dataset.key);
  };
  const ask = () => showCommitments().catch(fault => replace(outcome, notice(texts.failed(fault.message), 'bad')));
  const input = h('input', {
    type: 'search', autocomplete: 'off', spellcheck: 'false', oninput: () => {
      clearTimeout(timer);
      limit = page;
      timer = setTimeout(ask, 200);
    },
  });
  box.append(heading(texts.page.jobs, t.intro), outcome, list, h('h2', {}, t.commitments), h('div', { class: 'bar' }, field(t.searchCommitments, input)), transactions);
  return repeat(refresh, 1000);
}

function jobRow(job, act) {
  const { Content: content } = job;
  const about = [content.Description, content.RemoteAet && `→ ${content.RemoteAet}`, content.InstancesCount && t.instances(content.InstancesCount)].filter(Boolean).join(' ');
  const actions = server.about.may.write ? possible[job.State] ?? [] : [];
  return row([
    job.Type,
    pill(t.states[job.State] ?? job.State, moods[job.State]),
    progressOf(job),
    h('td', {}, about, job.ErrorCode ? h('div', { class: 'bad-text' }, [job.ErrorDescription, job.ErrorDetails].filter(Boolean).join(': ')) : null),
    h('td', { class: 'nowrap' }, restTime(job.CreationTime)),
    h('td', { class: 'number' }, duration(job.EffectiveRuntime * 1000)),
    h('td', { class: 'nowrap' }, actions.map(action => h('button', {
      type: 'button', 'data-key': `${job.ID} ${action}`, 'aria-label': `${t.actions[action]} ${job.Type}`, onclick: () => act(job, action),
    }, t.actions[action]))),
  ], { class: { Failure: 'mood-bad', Retry: 'mood-warn', Paused: 'mood-warn' }[job.State] });
}

function progressOf(job) {
  return h('td', { class: 'nowrap' }, h('progress', { max: '100', value: String(job.Progress), 'aria-label': t.progress(job.Progress) }), ` ${t.progress(job.Progress)}`);
}

function transactionRow(job) {
  const { Content: content } = job;
  const outcome = content.Committed === undefined ? t.waiting : t.committed(content.Committed, content.Failed);
  return row([
    h('td', { class: 'mono' }, content.TransactionUid),
    pill(job.State === 'Success' ? t.reported : job.State === 'Failure' ? t.notReported : t.states[job.State], job.State === 'Success' ? 'good' : moods[job.State]),
    h('td', { class: 'mono' }, content.RemoteAet),
    h('td', {}, h('span', { class: content.Failed ? 'bad-text' : '' }, outcome), failuresOf(job)),
    h('td', { class: 'nowrap' }, restTime(job.CreationTime)),
    h('td', { class: 'nowrap' }, job.CompletionTime ? restTime(job.CompletionTime) : ''),
  ], { class: job.State === 'Failure' || content.Failed ? 'mood-bad' : '' });
}

function failuresOf(job) {
  const { Failed: failed, Failures: failures = [] } = job.Content;
  if (!failures.length)
    return null;
  return h('details', { 'data-key': job.ID }, h('summary', {}, t.failures(failures.length, failed)), h('ul', {}, failures.map(failure => h('li', {},
    h('span', { class: 'mono' }, failure.SOPInstanceUID), ` ${t.failureReason(failure.FailureReason)}`))));
}
