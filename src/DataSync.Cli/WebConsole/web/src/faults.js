import { announce, byId, el, reconcile, setText } from './dom.js';
import { post } from './api.js';

let kinds = null;
let functions = [];

export function setFaultPanel(welcome) {
  kinds = welcome.faultKinds;
  functions = welcome.functions ?? [];
  byId('faults').hidden = !kinds;
  byId('faults-link').hidden = !kinds;
}

export function showFaults(snapshot) {
  if (kinds && snapshot.status) {
    reconcile(byId('fault-list'), snapshot.status.regions, region => region.region, create, (panel, region) => update(panel, region.region, snapshot.faults ?? []));
  }
}

function create({ region }) {
  const toggles = kinds.map(({ kind, text }) =>
    el('button', { type: 'button', class: 'toggle', 'data-kind': kind, 'aria-pressed': 'false', title: text, onclick: event => {
      const isOn = event.currentTarget.getAttribute('aria-pressed') === 'true';
      send({ action: isOn ? 'end' : 'begin', region, kind }, `${kind} ${isOn ? 'ended' : 'begun'} in ${region}.`);
    } }, el('span', { class: 'kind' }, kind), el('span', { class: 'under' }, text)));
  const choice = el('select', { 'aria-label': `Function of ${region} to kill` }, ...functions.map(name => el('option', { value: name }, name)));
  const kill = el('button', { type: 'button', class: 'danger', onclick: () => send({ action: 'kill', region, function: choice.value }, `Killed a process of ${choice.value} in ${region}.`) }, 'Kill');
  const heal = el('button', { type: 'button', class: 'heal', onclick: () => send({ action: 'heal', region }, `${region} is healed.`) }, 'Heal');
  return el('fieldset', null, el('legend', null, region), el('div', { class: 'toggles' }, ...toggles),
    el('div', { class: 'buttons' }, heal, functions.length > 0 ? choice : null, functions.length > 0 ? kill : null), el('p', { class: 'said' }));
}

function update(panel, region, active) {
  const on = new Set(active.filter(fault => fault.region === region).map(fault => fault.kind));
  for (const button of panel.querySelectorAll('.toggle')) {
    const pressed = String(on.has(button.dataset.kind));
    if (button.getAttribute('aria-pressed') !== pressed) {
      button.setAttribute('aria-pressed', pressed);
    }
  }
  // Not disabled when there is nothing to heal: that would take the focus off it just when it was used.
  panel.querySelector('.heal').setAttribute('aria-disabled', String(on.size === 0));
}

async function send(call, done) {
  const said = [...byId('fault-list').children].find(panel => panel.dataset.key === call.region)?.querySelector('.said');
  let text = done;
  try {
    await post('/api/faults', call);
  } catch (error) {
    text = error.message;
  }
  setText(said, text);
  announce(text);
}
