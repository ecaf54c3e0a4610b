// The token comes after the # of the address, which browsers send nowhere. It is taken out of it at once, so that it is in no bookmark and no screenshot,
// and is kept for this tab only.
const storageKey = 'datasync-token';
const silenceMs = 40_000;
const longestWaitMs = 15_000;

let token = sessionStorage.getItem(storageKey);

export function takeToken() {
  const match = /^#token=([\w-]+)$/.exec(location.hash);
  if (match) {
    token = match[1];
    sessionStorage.setItem(storageKey, token);
    history.replaceState(null, '', location.pathname);
  }
  return token !== null;
}

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(path, init = {}) {
  const response = await fetch(path, { ...init, headers: { ...init.headers, 'X-DataSync-Token': token } });
  if (!response.ok) {
    const body = await response.json().catch(() => null);
    throw new Refused(body?.error ?? `The console answered ${response.status}.`, response.status);
  }
  return response;
}

export async function get(path, query = {}) {
  const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '' && value !== null && value !== undefined)).toString();
  return (await call(text ? `${path}?${text}` : path)).json();
}

export async function post(path, body) {
  const response = await call(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return response.status === 204 ? null : response.json();
}

async function read(handlers, signal, heard) {
  // Not EventSource: it can't send a header.
  const response = await call('/api/events', { signal });
  handlers.open();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  while (true) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    heard();
    rest += value;
    const frames = rest.split('\n\n');
    rest = frames.pop();
    for (const frame of frames) {
      const name = /^event: (.*)$/m.exec(frame)?.[1];
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      if (name && data) {
        handlers[name]?.(JSON.parse(data));
      }
    }
  }
}

/** Follows the console's events until the page ends: connects again with growing waits, and leaves while nobody looks. */
export async function follow(handlers) {
  let tries = 0;
  while (true) {
    const abort = new AbortController();
    let timer = 0;
    const listen = () => {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), silenceMs);
    };
    const heard = () => {
      tries = 0;
      listen();
    };
    const stopLeaving = leaveWhenHidden(abort);
    try {
      listen();
      await read(handlers, abort.signal, heard);
    } catch (error) {
      if (error instanceof Refused && error.status === 401) {
        handlers.locked();
        return;
      }
      if (!(error instanceof TypeError) && error.name !== 'AbortError' && !(error instanceof Refused)) {
        console.error(error);
      }
    } finally {
      clearTimeout(timer);
      stopLeaving();
    }
    if (document.hidden) {
      await new Promise(resolve => document.addEventListener('visibilitychange', resolve, { once: true }));
      continue;
    }
    const waitMs = Math.min(longestWaitMs, 500 * 2 ** Math.min(tries++, 5));
    handlers.lost(waitMs);
    await new Promise(resolve => setTimeout(resolve, waitMs));
  }
}

// A tab that is forgotten in the background must not have a deployment asked every two seconds for days.
function leaveWhenHidden(abort) {
  let timer = 0;
  const changed = () => {
    clearTimeout(timer);
    if (document.hidden) {
      timer = setTimeout(() => abort.abort(), 60_000);
    }
  };
  document.addEventListener('visibilitychange', changed);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', changed);
  };
}
