import { announce, byId, setText } from './dom.js';
import { follow, takeToken } from './api.js';
import { clock, duration } from './format.js';
import { noteStatus, setReasons, showAction, startLetters } from './letters.js';
import { noteConflicts, startConflicts } from './conflicts.js';
import { setFaultPanel, showFaults } from './faults.js';
import { showRegions, watchMapSize } from './map.js';
import { addSamples, setHistory, watchPlots } from './plots.js';
import { showState } from './state.js';

const staleMs = 20_000;
const drawMs = 30;

let connection = 'connecting';
let snapshot = null;
let historyMs = null;
let drawing = 0;
const samples = [];

function setConnection(state, text) {
  const before = connection;
  connection = state;
  byId('connection').dataset.state = state;
  setText(byId('connection-text'), text);
  if (state === 'lost' && before === 'live') {
    announce('The connection to the console is lost.');
  } else if (state === 'live' && before === 'lost') {
    announce('The connection is back.');
  }
  showFreshness();
}

/** Old figures must not look like new ones. */
function showFreshness() {
  const at = snapshot?.status ? Date.parse(snapshot.status.at) : null;
  const oldMs = at === null ? 0 : Date.now() - at;
  const isStale = at !== null && (connection === 'lost' || oldMs > staleMs);
  document.body.classList.toggle('stale', isStale);
  const banner = byId('banner');
  const since = at === null ? 'There is no status yet.' : `What you see is from ${clock(at)}, ${duration(oldMs - (oldMs % 1000))} ago.`;
  const text = connection === 'lost' ? `No connection to the console. Has it ended? ${since}`
    : snapshot?.problem ? `The status could not be read: ${snapshot.problem} ${since}`
      : isStale ? `No new status comes. ${since}` : '';
  banner.hidden = text === '';
  setText(banner, text);
  if (connection === 'live') {
    byId('connection').dataset.state = isStale || snapshot?.problem ? 'stale' : 'live';
    setText(byId('connection-text'), isStale || snapshot?.problem ? 'Stale' : 'Live');
  }
  setText(byId('asof'), at === null ? '' : `Status of ${clock(at)}.`);
}

function lock() {
  byId('locked').hidden = false;
  byId('content').hidden = true;
  byId('banner').hidden = true;
  setConnection('locked', 'Locked');
}

const handlers = {
  open: () => setConnection('live', 'Live'),
  locked: lock,
  lost: waitMs => setConnection('lost', `Connecting again in ${duration(waitMs)}`),
  welcome: welcome => {
    setText(byId('name'), welcome.name);
    setReasons(welcome.reasons);
    setFaultPanel(welcome);
    historyMs = welcome.historyMs;
  },
  history: columns => {
    samples.length = 0;
    setHistory(columns, historyMs);
  },
  snapshot: next => {
    snapshot = next;
    if (next.sample) {
      samples.push(next.sample);
    }
    // A page that is slower than its events draws the newest of them, not each. A timer, not a frame: the title counts in a tab in the background too.
    drawing ||= setTimeout(draw, drawMs);
  },
};

function draw() {
  drawing = 0;
  const { status, action } = snapshot;
  if (status) {
    showState(status);
    showRegions(snapshot);
    showFaults(snapshot);
    noteStatus(status);
    noteConflicts(status);
  }
  if (samples.length > 0) {
    addSamples(samples.splice(0));
  }
  showAction(action);
  showFreshness();
}

window.addEventListener('hashchange', () => location.hash.startsWith('#token=') && location.reload());
if (takeToken()) {
  startLetters();
  startConflicts();
  watchMapSize();
  watchPlots();
  setInterval(showFreshness, 1000);
  follow(handlers);
} else {
  lock();
}
