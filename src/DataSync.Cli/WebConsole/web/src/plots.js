import uPlot from 'uplot';
import { byId } from './dom.js';
import { count, duration } from './format.js';

const colours = 6;
const narrowWidth = 480;
const nameWidth = 104;
let historyMs = 30 * 60_000;
let regions = [];
let atMs = [];
/** Per region: p50Ms, p99Ms, applied, captured, each with one value per time. */
let figures = new Map();
let plots = [];

export function setHistory(columns, lengthMs) {
  historyMs = lengthMs ?? historyMs;
  atMs = columns.atMs;
  figures = new Map(columns.regions.map(({ region, ...values }) => [region, values]));
  regions = [...figures.keys()];
  rebuild();
}

export function addSamples(samples) {
  const before = regions.length;
  samples.forEach(add);
  if (regions.length === before) {
    plots.forEach(({ plot, keys }) => plot.setData(dataOf(keys)));
  } else {
    rebuild();
  }
}

function add(sample) {
  for (const { region } of sample.regions) {
    if (!figures.has(region)) {
      const blank = () => atMs.map(() => null);
      figures.set(region, { p50Ms: blank(), p99Ms: blank(), applied: blank(), captured: blank() });
      regions.push(region);
    }
  }
  const from = sample.atMs - historyMs;
  const old = Math.max(0, atMs.findIndex(at => at >= from));
  atMs = [...atMs.slice(old), sample.atMs];
  for (const [name, values] of figures) {
    const now = sample.regions.find(({ region }) => region === name);
    for (const key of Object.keys(values)) {
      values[key] = [...values[key].slice(old), now?.[key] ?? null];
    }
  }
}

export function watchPlots() {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', rebuild);
  new ResizeObserver(() => plots.forEach(({ plot, place }) => {
    const size = sizeOf(place);
    if (size.width !== plot.width) {
      plot.setSize(size);
    }
  })).observe(byId('lag-plot'));
}

const dataOf = keys => [atMs.map(at => at / 1000), ...regions.flatMap(region => keys.map(key => figures.get(region)[key]))];

const sizeOf = place => ({ width: Math.max(280, place.clientWidth), height: 230 });

function rebuild() {
  plots.forEach(({ plot }) => plot.destroy());
  plots = regions.length === 0 ? [] : [
    // Lag goes from milliseconds to hours when a region is cut off: only a logarithmic axis shows both.
    make('lag-plot', ['p50Ms', 'p99Ms'], ['p50', 'p99'], duration, { distr: 3, range: (_, low, high) => lagRange(low, high) }),
    make('flow-plot', ['applied', 'captured'], ['applied', 'captured'], count, { range: (_, low, high) => [0, Math.max(10, (high ?? 10) * 1.1)] }),
  ];
}

function lagRange(low, high) {
  const floor = 10 ** Math.floor(Math.log10(Math.max(10, low ?? 100)));
  return [floor, Math.max(floor * 10, 10 ** Math.ceil(Math.log10(Math.max(100, (high ?? 1000) * 1.05))))];
}

function make(id, keys, words, format, scale) {
  const place = byId(id);
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue(name).trim();
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--grid'), width: 1 }, ticks: { stroke: colour('--grid'), width: 1 }, font: '12px system-ui, sans-serif' };
  const series = regions.flatMap((region, i) => keys.map((_, k) => ({
    label: `${region} ${words[k]}`,
    stroke: colour(`--series-${i % colours}`),
    width: k === 0 ? 2 : 1.5,
    dash: k === 0 ? undefined : [5, 4],
    points: { show: atMs.length < 3 },
    value: (_, value) => format(value),
    spanGaps: false,
  })));
  const plot = new uPlot({
    ...sizeOf(place),
    series: [{ value: (_, at) => at ? new Date(at * 1000).toLocaleTimeString('en-GB') : '–' }, ...series],
    scales: { x: { time: true, range: (_, low, high) => [high - Math.min(historyMs / 1000, Math.max(120, high - low)), high] }, y: scale },
    axes: [{ ...axis, values: (_, ticks) => ticks.map(at => new Date(at * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })), space: 70 },
      { ...axis, size: 62, values: (_, ticks) => ticks.map(value => value === null ? '' : format(value)) }],
    padding: [10, place.clientWidth < narrowWidth ? 8 : nameWidth, 0, 0],
    legend: { live: true },
    cursor: { focus: { prox: 24 }, drag: { x: false, y: false } },
    focus: { alpha: 0.35 },
    hooks: { draw: [drawNames] },
  }, dataOf(keys), place);
  return { plot, place, keys };
}

// The name of each region beside the end of its solid line: which line is whose must not hang on its colour.
function drawNames(plot) {
  const { ctx, bbox } = plot;
  const isNarrow = plot.width < narrowWidth;
  const ratio = devicePixelRatio;
  const ends = [];
  for (let s = 1; s < plot.series.length; s += 2) {
    const data = plot.data[s];
    const at = data.findLastIndex(value => value !== null && value !== undefined);
    if (at >= 0) {
      ends.push({ text: regions[(s - 1) / 2], colour: plot.series[s]._stroke ?? plot.series[s].stroke, y: plot.valToPos(data[at], 'y', true) });
    }
  }
  ends.sort((a, b) => a.y - b.y);
  const step = 13 * ratio;
  ctx.save();
  ctx.font = `600 ${11 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = isNarrow ? 'right' : 'left';
  ctx.lineWidth = 3 * ratio;
  ctx.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue('--card').trim();
  let lowest = bbox.top - step;
  ends.forEach((end, i) => {
    // Names that would lie on each other are pushed down, but not so far that the last ones fall off.
    const y = Math.min(Math.max(lowest + step, end.y + 4 * ratio), bbox.top + bbox.height - (ends.length - 1 - i) * step);
    lowest = y;
    const x = bbox.left + bbox.width + (isNarrow ? -4 : 6) * ratio;
    ctx.fillStyle = typeof end.colour === 'function' ? end.colour(plot) : end.colour;
    if (isNarrow) {
      ctx.strokeText(end.text, x, y);
    }
    ctx.fillText(end.text, x, y);
  });
  ctx.restore();
}
