const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export const none = '–';

export const count = value => value === null || value === undefined ? none : number.format(value);

/** Milliseconds in the words of a person: 250 ms, 4.8 s, 5 min 12 s, 3 h 4 min, 2 d 3 h. */
export function duration(ms) {
  if (ms === null || ms === undefined) {
    return none;
  }
  if (ms < 1000) {
    return `${Math.max(0, Math.round(ms))} ms`;
  }
  const s = ms / 1000;
  if (s < 10) {
    return `${(Math.floor(s * 10) / 10).toFixed(1)} s`;
  }
  const whole = Math.floor(s);
  if (whole < 60) {
    return `${whole} s`;
  }
  const pair = (large, small, largeUnit, smallUnit) => small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return pair(minutes, whole % 60, 'min', 's');
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? pair(hours, minutes % 60, 'h', 'min') : pair(Math.floor(hours / 24), hours % 24, 'd', 'h');
}

export const seconds = value => value === null || value === undefined ? none : duration(value * 1000);

/** The larger unit of an age alone, for a narrow column. */
export const age = atMs => atMs ? duration(Math.max(0, Date.now() - atMs)).split(' ').slice(0, 2).join(' ') : none;

export const clock = ms => new Date(ms).toLocaleTimeString('en-GB');

export const moment = ms => ms ? new Date(ms).toISOString().replace('T', ' ').replace(/\.\d+Z$/, ' UTC') : none;

export const plural = (value, one, many) => `${count(value)} ${value === 1 ? one : many}`;

/** A key of one string attribute as that string, any other as it is. */
export function keyText(key) {
  if (!key) {
    return '(no key)';
  }
  try {
    const values = Object.values(JSON.parse(key)).map(value => typeof value === 'object' && value !== null ? value.S ?? value.N ?? value.B : value);
    return values.length > 0 && values.every(value => typeof value === 'string') ? values.join(' / ') : key;
  } catch {
    return key;
  }
}

export const sum = values => values.reduce((total, value) => total + (value ?? 0), 0);
