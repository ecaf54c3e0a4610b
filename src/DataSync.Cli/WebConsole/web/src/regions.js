// What is known of each region and of each way between two, in words and classes that map and tables share.
import { count, duration, none, plural, seconds, sum } from './format.js';

const silentSeconds = 180;

export const deadLetters = region => sum(Object.values(region.deadLetters));

const faultsOf = (snapshot, name, kind) => (snapshot.faults ?? []).filter(fault => fault.region === name && (!kind || fault.kind === kind));

export const isCut = (snapshot, name) => faultsOf(snapshot, name, 'cut').length > 0;

/** The worst that is to say of a region: a class, a mark that is not a colour, and words. */
export function stateOf(snapshot, region) {
  if (region.error) {
    return { level: 'critical', mark: '✕', text: 'does not answer' };
  }
  if (isCut(snapshot, region.region)) {
    return { level: 'critical', mark: '✂', text: 'cut off' };
  }
  const found = snapshot.status.findings.filter(finding => finding.region === region.region).map(finding => finding.severity);
  if (found.includes('critical') || deadLetters(region) > 0) {
    return { level: 'critical', mark: '!', text: deadLetters(region) > 0 ? plural(deadLetters(region), 'dead letter', 'dead letters') : 'needs attention' };
  }
  if (found.includes('warning')) {
    return { level: 'warning', mark: '▲', text: plural(found.filter(severity => severity === 'warning').length, 'warning', 'warnings') };
  }
  if (region.paused.length > 0) {
    return { level: 'notice', mark: '‖', text: 'paused in part' };
  }
  const faults = faultsOf(snapshot, region.region);
  return faults.length > 0
    ? { level: 'warning', mark: '▲', text: faults.map(fault => fault.kind).join(', ') }
    : { level: 'ok', mark: '✓', text: 'all is well' };
}

export const backlogOf = region => region.error ? 'nothing known' : `${count(region.changesWaiting)} waiting · ${count(region.parkedWaiting)} parked`;

/** Every ordered pair of regions with what comes that way. */
export function routesOf(snapshot) {
  const routes = [];
  for (const to of snapshot.status.regions) {
    for (const from of snapshot.status.regions) {
      if (from !== to) {
        routes.push({ from: from.region, to: to.region, ...routeState(snapshot, from, to) });
      }
    }
  }
  return routes;
}

// In the words of Status/PausedWords.cs and of a hold: the sender holds a region, captures nothing, or the receiver applies nothing.
const isPaused = (from, to) =>
  to.paused.some(text => text.startsWith('apply')) || from.paused.some(text => text.startsWith('capture of items') || text.startsWith(`${to.region} is on hold here`));

function routeState(snapshot, from, to) {
  const lag = to.origins.find(origin => origin.origin === from.region);
  const figures = { p50: lag?.p50Ms ?? null, p95: lag?.p95Ms ?? null, p99: lag?.p99Ms ?? null, heartbeat: lag?.heartbeatAgeSeconds ?? null };
  if (isCut(snapshot, from.region) || isCut(snapshot, to.region)) {
    return { ...figures, level: 'critical', text: '✂ cut' };
  }
  if (to.error || from.error) {
    return { ...figures, level: 'critical', text: '✕ unknown' };
  }
  if (isPaused(from, to)) {
    return { ...figures, level: 'notice', text: '‖ paused' };
  }
  if (figures.heartbeat !== null && figures.heartbeat > silentSeconds) {
    return { ...figures, level: 'warning', text: `silent ${seconds(figures.heartbeat)}` };
  }
  return { ...figures, level: 'ok', text: figures.p50 === null ? 'no writes' : `${duration(figures.p50)} · ${duration(figures.p99)}` };
}

export const regionColumns = [
  ['State', (region, snapshot) => { const state = stateOf(snapshot, region); return `${state.mark} ${state.text}`; }],
  ['Waiting', region => count(region.changesWaiting)],
  ['Parked', region => count(region.parkedWaiting)],
  ['Object events', region => count(region.objectEventsWaiting)],
  ['Dead letters', region => count(deadLetters(region))],
  ['Oldest change', region => seconds(region.oldestChangeSeconds)],
  ['Oldest unsent', region => seconds(region.oldestUnsentSeconds)],
  ['Behind stream', region => seconds(region.iteratorAgeSeconds)],
  ['Captured/min', region => count(region.capturedPerMinute)],
  ['Applied/min', region => count(region.appliedPerMinute)],
  ['Conflicts/h', region => count(region.conflictsLastHour)],
  ['Paused', region => region.paused.join(', ') || none],
  ['Last verified', region => region.lastVerification ? region.lastVerification.slice(0, 16).replace('T', ' ') : 'never'],
];
