import { announce, ask, byId, el, setText } from './dom.js';
import { get, post } from './api.js';
import { age, clock, count, keyText, moment, none, plural } from './format.js';
import { deadLetters } from './regions.js';

const usualLimit = 200;
const longestList = 1000;
const queues = ['changes', 'parked', 'capture', 'object-events', 'failures'];

let shown = [];
let hasMore = false;
let limit = usualLimit;
let asked = 0;
let totalWhenRead = null;
let total = null;
const selected = new Set();

export function startLetters() {
  const form = byId('filters');
  form.addEventListener('submit', event => {
    event.preventDefault();
    limit = usualLimit;
    load();
  });
  form.addEventListener('reset', () => setTimeout(load));
  form.addEventListener('change', event => event.target instanceof HTMLSelectElement && load());
  byId('letters-refresh').addEventListener('click', load);
  byId('letters-more').addEventListener('click', () => {
    limit = longestList;
    load();
  });
  byId('select-all').addEventListener('change', event => {
    shown.forEach(letter => event.target.checked ? selected.add(letter.id) : selected.delete(letter.id));
    for (const box of byId('letters-table').tBodies[0].querySelectorAll('input[type=checkbox]')) {
      box.checked = event.target.checked;
    }
    showSelection();
  });
  byId('replay-selected').addEventListener('click', () => act('replay', { ids: [...selected] }));
  byId('discard-selected').addEventListener('click', () => discard([...selected]));
  byId('replay-matching').addEventListener('click', replayMatching);
  byId('action-stop').addEventListener('click', () => post('/api/action/stop', {}).catch(fail));
  setOptions('queue', queues);
}

function setOptions(name, values) {
  const select = byId('filters').elements[name];
  const options = ['', ...values];
  if (options.length !== select.options.length || options.some((value, i) => select.options[i].value !== value)) {
    const before = select.value;
    select.replaceChildren(...options.map(value => el('option', { value }, value || 'any')));
    select.value = options.includes(before) ? before : '';
  }
}

export const setReasons = reasons => setOptions('reason', reasons);

/** Tells what a status says of dead letters. The list itself is read only when a person wants it: reading it costs requests, and rows must not move under a finger. */
export function noteStatus(status) {
  setOptions('region', status.regions.map(region => region.region));
  total = status.regions.reduce((all, region) => all + deadLetters(region), 0);
  const badge = byId('letters-count');
  setText(badge, count(total));
  badge.hidden = total === 0;
  if (totalWhenRead === null) {
    load();
  } else {
    byId('letters-changed').hidden = total === totalWhenRead;
  }
}

const filters = () => Object.fromEntries([...new FormData(byId('filters'))].filter(([, value]) => value !== ''));

async function load() {
  const turn = ++asked;
  totalWhenRead = total ?? 0;
  byId('letters-changed').hidden = true;
  setText(byId('letters-note'), 'Reading…');
  try {
    const page = await get('/api/letters', { ...filters(), limit });
    // An answer that was overtaken by a newer question is nobody's any more.
    if (turn === asked) {
      shown = page.letters;
      hasMore = page.hasMore;
      show();
    }
  } catch (error) {
    if (turn === asked) {
      setText(byId('letters-note'), `The list could not be read: ${error.message}`);
    }
  }
}

function show() {
  const ids = new Set(shown.map(letter => letter.id));
  [...selected].filter(id => !ids.has(id)).forEach(id => selected.delete(id));
  byId('letters-table').tBodies[0].replaceChildren(...shown.map(row));
  byId('letters-table').hidden = shown.length === 0;
  const isFiltered = Object.keys(filters()).length > 0;
  byId('letters-empty').hidden = shown.length > 0;
  setText(byId('letters-empty'), isFiltered ? 'No dead letter matches.' : 'There are no dead letters.');
  byId('letters-more').hidden = !hasMore || limit === longestList;
  setText(byId('letters-note'), `${shown.length}${hasMore ? ' shown, there are more' : ''}, read at ${clock(Date.now())}`);
  byId('replay-matching').disabled = shown.length === 0;
  showSelection();
}

function row(letter) {
  const name = keyText(letter.key);
  const box = el('input', { type: 'checkbox', 'aria-label': `Select ${name}`, onchange: event => {
    event.target.checked ? selected.add(letter.id) : selected.delete(letter.id);
    showSelection();
  } });
  box.checked = selected.has(letter.id);
  return el('tr', { 'data-id': letter.id },
    el('td', { class: 'tick' }, box),
    el('th', { scope: 'row' }, el('span', { class: 'key' }, name), el('span', { class: 'under' }, [letter.entity, letter.changeCount > 1 ? `and ${letter.changeCount - 1} more changes` : null].filter(Boolean).join(', '))),
    el('td', null, letter.reason ?? 'not given', el('span', { class: 'under detail' }, letter.detail ?? '')),
    el('td', { class: 'wide' }, letter.queue, el('span', { class: 'under' }, letter.region)),
    el('td', { class: 'wide' }, letter.origin ?? none),
    el('td', { class: 'number' }, age(letter.lastMs)),
    el('td', { class: 'number wide' }, count(letter.attempts)),
    el('td', { class: 'number wide' }, count(letter.replayCount)),
    el('td', null, el('button', { type: 'button', 'aria-label': `View ${name}`, onclick: () => view(letter) }, 'View')));
}

function showSelection() {
  const many = selected.size;
  setText(byId('replay-selected'), many ? `Replay ${plural(many, 'letter', 'letters')}` : 'Replay selected');
  setText(byId('discard-selected'), many ? `Discard ${plural(many, 'letter', 'letters')}…` : 'Discard selected…');
  byId('replay-selected').disabled = many === 0;
  byId('discard-selected').disabled = many === 0;
  const all = byId('select-all');
  all.checked = many > 0 && many === shown.length;
  all.indeterminate = many > 0 && many < shown.length;
}

async function view(letter) {
  const dialog = byId('letter-dialog');
  setText(byId('letter-title'), keyText(letter.key));
  fillFacts(letter);
  setText(byId('letter-body'), 'Reading…');
  byId('letter-replay').onclick = () => { dialog.close(); act('replay', { ids: [letter.id] }); };
  byId('letter-discard').onclick = () => { dialog.close(); discard([letter.id]); };
  dialog.showModal();
  try {
    const whole = await get('/api/letter', { id: letter.id });
    fillFacts(whole);
    setText(byId('letter-body'), whole.body ?? '(empty)');
  } catch (error) {
    setText(byId('letter-body'), error.message);
  }
}

function fillFacts(letter) {
  const facts = [
    ['Reason', letter.reason ?? 'not given'], ['Detail', letter.detail], ['Table or bucket', letter.entity], ['Key', letter.key], ['Version', letter.version],
    ['Changes', count(letter.changeCount)], ['From', letter.origin], ['Lies in', `${letter.region}, dead letters of ${letter.queue}`],
    ['First try', moment(letter.firstMs)], ['Last try', moment(letter.lastMs)], ['Tries', count(letter.attempts)], ['Replays', count(letter.replayCount)], ['Id', letter.id],
  ];
  byId('letter-facts').replaceChildren(...facts.filter(([, value]) => value).flatMap(([name, value]) => [el('dt', null, name), el('dd', null, value)]));
}

async function discard(ids) {
  const text = `${ids.length === 1 ? 'It is' : 'They are'} archived to the payload bucket and taken off the queue. The writes in ${ids.length === 1 ? 'it' : 'them'} will not arrive.`;
  if (await ask(`Discard ${plural(ids.length, 'dead letter', 'dead letters')}?`, text, 'Discard', true)) {
    await act('discard', { ids });
  }
}

async function replayMatching() {
  const { region, queue, reason, entity, key } = filters();
  const given = Object.entries(filters()).map(([name, value]) => `${name} ${value}`).join(', ');
  const text = given ? `Those with ${given}, also those that the list does not show.` : 'No filter is set: all dead letters of all queues and regions.';
  if (await ask(hasMore ? 'Replay all that match?' : `Replay ${plural(shown.length, 'dead letter', 'dead letters')}?`, text, 'Replay')) {
    await act('replay', { query: { region, queue, reason, entity, keyPrefix: key } });
  }
}

async function act(kind, selection) {
  try {
    const state = await post(`/api/letters/${kind}`, selection);
    showAction(state);
  } catch (error) {
    fail(error);
  }
}

function fail(error) {
  byId('action').hidden = false;
  byId('action-progress').hidden = true;
  byId('action-stop').hidden = true;
  setText(byId('action-text'), error.message);
  announce(error.message);
}

const verbs = { replay: ['Replaying', 'Replayed'], discard: ['Discarding', 'Discarded'] };
let seen = { id: 0, phase: '' };

/** How a replay or discard goes, whoever began it. */
export function showAction(action) {
  if (!action || action.id < seen.id || (action.id === seen.id && seen.phase !== 'running' && action.phase === 'running')) {
    return;
  }
  const isNews = action.id !== seen.id || action.phase !== seen.phase;
  const isFirst = seen.id === 0;
  seen = { id: action.id, phase: action.phase };
  const text = actionText(action);
  const isRunning = action.phase === 'running';
  byId('action').hidden = false;
  byId('action').dataset.phase = action.phase;
  setText(byId('action-text'), text);
  const bar = byId('action-progress');
  bar.hidden = !isRunning;
  byId('action-stop').hidden = !isRunning;
  if (action.outcome.total) {
    bar.max = action.outcome.total;
    bar.value = action.outcome.done + action.outcome.failed + action.outcome.gone;
  } else {
    bar.removeAttribute('value');
  }
  if (isNews && !isRunning) {
    announce(text);
    if (!isFirst || shown.length > 0) {
      selected.clear();
      load();
    }
  }
}

function actionText({ kind, phase, outcome, error }) {
  const [doing, did] = verbs[kind];
  const rest = [outcome.failed && `${count(outcome.failed)} failed and stay where they are`, outcome.gone && `${count(outcome.gone)} were no longer there`].filter(Boolean);
  const of = outcome.total && phase !== 'done' ? ` of ${count(outcome.total)}` : '';
  const counts = [`${count(outcome.done)}${of}`, ...rest].join(', ');
  return phase === 'running' ? `${doing}: ${counts}.`
    : phase === 'done' ? `${did} ${counts}.`
      : phase === 'stopped' ? `Stopped. ${did} ${counts}; the rest is where it was.`
        : `It failed: ${error} ${did} ${counts} before.`;
}
