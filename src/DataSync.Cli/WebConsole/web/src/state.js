import { announce, byId, el, reconcile, setText } from './dom.js';
import { plural } from './format.js';
import { showGuide } from './guide.js';

const words = { critical: 'Critical', warning: 'Warning', notice: 'Notice' };
let lastSummary = '';

/** The overall state in words, and what is behind it. */
export function showState(status) {
  const by = severity => status.findings.filter(finding => finding.severity === severity).length;
  const [critical, warning, notice] = [by('critical'), by('warning'), by('notice')];
  const parts = [critical && `${critical} critical`, warning && plural(warning, 'warning', 'warnings'), notice && plural(notice, 'notice', 'notices')].filter(Boolean);
  const level = critical ? 'critical' : warning ? 'warning' : 'ok';
  const summary = critical || warning
    ? `${plural(critical + warning, 'thing needs', 'things need')} attention: ${parts.join(', ')}`
    : `All ${plural(status.regions.length, 'region', 'regions')} well${notice ? `, ${parts.join(', ')}` : ''}`;
  byId('state').dataset.severity = level;
  setText(byId('state-text'), summary);
  document.title = critical ? `(${critical}!) DataSync console` : 'DataSync console';
  if (summary !== lastSummary) {
    announce(summary);
    lastSummary = summary;
  }
  reconcile(byId('findings'), status.findings, keyOf, create, update);
}

const keyOf = finding => `${finding.severity}/${finding.region ?? ''}/${finding.section}`;

function create(finding) {
  return el('li', { class: finding.severity },
    el('span', { class: 'severity' }, words[finding.severity]),
    el('span', { class: 'where' }, finding.region ?? 'all regions'),
    el('span', { class: 'what' }),
    el('button', { type: 'button', class: 'link', onclick: () => showGuide(finding.section) }, `What to do: ${finding.section.replaceAll('-', ' ')}`));
}

function update(item, finding) {
  setText(item.querySelector('.what'), finding.text);
}
