import { byId, el, setText } from './dom.js';
import { get } from './api.js';
import { age } from './format.js';

let lastCount = null;

export function startConflicts() {
  byId('conflicts-refresh').addEventListener('click', load);
}

/** Reads the list at first, and when there are more conflicts than at the last look. */
export function noteConflicts(status) {
  const now = status.regions.reduce((all, region) => all + (region.conflictsLastHour ?? 0), 0);
  if (lastCount === null || now > lastCount) {
    load();
  }
  lastCount = now;
}

async function load() {
  const table = byId('conflicts-table');
  const empty = byId('conflicts-empty');
  try {
    const conflicts = await get('/api/conflicts');
    table.tBodies[0].replaceChildren(...conflicts.map(row));
    table.hidden = conflicts.length === 0;
    empty.hidden = conflicts.length > 0;
    setText(empty, 'There are no conflicts.');
  } catch (error) {
    empty.hidden = false;
    setText(empty, `The list could not be read: ${error.message}`);
  }
}

const row = conflict => el('tr', null,
  el('th', { scope: 'row' }, el('span', { class: 'key' }, conflict.name), el('span', { class: 'under' }, conflict.entity)),
  el('td', null, conflict.region),
  el('td', { class: 'code' }, conflict.winner),
  el('td', { class: 'code' }, conflict.loser),
  el('td', { class: 'number' }, age(conflict.keptMs)),
  el('td', { class: 'code' }, conflict.keptAt ?? 'not kept'));
