// A schematic map: regions on a ring, an arrow each way between two. Drawn anew with each snapshot, at the size of its place, so that text is never scaled.
import { byId, el, svg } from './dom.js';
import { backlogOf, regionColumns, routesOf, stateOf } from './regions.js';
import { duration, seconds } from './format.js';

const narrowWidth = 560;
let last = null;

export function showRegions(snapshot) {
  last = snapshot;
  drawMap();
  fillTable(byId('region-table'), ['Region', ...regionColumns.map(([title]) => title)],
    snapshot.status.regions.map(region => [region.region, ...regionColumns.map(([, text]) => text(region, snapshot))]));
  fillTable(byId('route-table'), ['Route', 'State', 'Median', '95th percentile', '99th percentile', 'Heartbeat'],
    routesOf(snapshot).map(route => [`${route.from} to ${route.to}`, route.level === 'ok' ? 'open' : route.text, duration(route.p50), duration(route.p95), duration(route.p99), seconds(route.heartbeat)]));
}

export function watchMapSize() {
  let width = 0;
  new ResizeObserver(([entry]) => {
    const now = Math.round(entry.contentRect.width);
    if (now !== width) {
      width = now;
      drawMap();
    }
  }).observe(byId('map'));
}

function fillTable(table, titles, rows) {
  if (table.tHead.rows.length === 0) {
    table.tHead.append(el('tr', null, ...titles.map(title => el('th', { scope: 'col' }, title))));
  }
  table.tBodies[0].replaceChildren(...rows.map(([name, ...cells]) => el('tr', null, el('th', { scope: 'row' }, name), ...cells.map(cell => el('td', null, cell)))));
}

function drawMap() {
  const place = byId('map');
  if (!last?.status || place.clientWidth === 0) {
    return;
  }
  if (place.clientWidth < narrowWidth) {
    place.replaceChildren(...last.status.regions.map(card));
    return;
  }
  const shape = shapeOf(place.clientWidth, last.status.regions.length);
  const nodes = last.status.regions.map((region, i) => ({ region, ...positionOf(shape, i, last.status.regions.length) }));
  const at = new Map(nodes.map(node => [node.region.region, node]));
  const routes = routesOf(last);
  // Words for everything are in the tables; the drawing as a whole is one image.
  const drawing = svg('svg', { width: shape.width, height: shape.height, role: 'img', 'aria-label': describe(nodes) });
  drawing.append(arrowHeads(), ...routes.map(route => arrow(shape, at, route)), ...nodes.map(node => regionBox(shape, node)), ...routes.map(route => label(shape, at, route)));
  place.replaceChildren(drawing);
}

const describe = nodes => 'Map of regions. ' + nodes.map(({ region }) => `${region.region}: ${stateOf(last, region).text}, ${backlogOf(region)}.`).join(' ');

/** Where there is no room for arrows: each region with what comes to it. */
function card(region) {
  const state = stateOf(last, region);
  const coming = routesOf(last).filter(route => route.to === region.region);
  return el('div', { class: `region-card ${state.level}` },
    el('h3', null, region.region),
    el('p', { class: 'region-state' }, `${state.mark} ${state.text}`),
    el('p', { class: 'note' }, backlogOf(region)),
    el('ul', null, ...coming.map(route => el('li', { class: route.level }, el('span', null, `from ${route.from}`), el('span', { class: 'lag' }, route.text)))));
}

function shapeOf(width, many) {
  return { width, boxWidth: 190, boxHeight: 78, height: many <= 2 ? 170 : Math.max(340, many * 62) };
}

function positionOf(shape, i, many) {
  const middle = { x: shape.width / 2, y: shape.height / 2 };
  if (many === 1) {
    return middle;
  }
  const rx = (Math.min(shape.width, 900) - shape.boxWidth) / 2 - 2;
  const ry = (shape.height - shape.boxHeight) / 2 - 2;
  if (many === 2) {
    return { x: middle.x + (i === 0 ? -rx : rx), y: middle.y };
  }
  if (many === 3) {
    // The corners of a triangle use the place better than a ring does.
    return [{ x: middle.x, y: middle.y - ry }, { x: middle.x + rx, y: middle.y + ry }, { x: middle.x - rx, y: middle.y + ry }][i];
  }
  const angle = -Math.PI / 2 + (2 * Math.PI * i) / many;
  return { x: middle.x + rx * Math.cos(angle), y: middle.y + ry * Math.sin(angle) };
}

/** A point of the bent line between two regions; the two directions bend apart. */
function curve(from, to, bend) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  const cx = (from.x + to.x) / 2 - (dy / length) * bend;
  const cy = (from.y + to.y) / 2 + (dx / length) * bend;
  const point = t => ({
    x: (1 - t) ** 2 * from.x + 2 * t * (1 - t) * cx + t ** 2 * to.x,
    y: (1 - t) ** 2 * from.y + 2 * t * (1 - t) * cy + t ** 2 * to.y,
  });
  return { cx, cy, point };
}

const isInside = (shape, box, point, margin) =>
  Math.abs(point.x - box.x) < shape.boxWidth / 2 + margin && Math.abs(point.y - box.y) < shape.boxHeight / 2 + margin;

function route(shape, at, { from, to }) {
  const [a, b] = [at.get(from), at.get(to)];
  const line = curve(a, b, 52);
  let start = 0;
  let end = 1;
  while (start < 0.5 && isInside(shape, a, line.point(start), 3)) {
    start += 0.01;
  }
  while (end > 0.5 && isInside(shape, b, line.point(end), 9)) {
    end -= 0.01;
  }
  return { line, start, end };
}

function arrow(shape, at, way) {
  const { line, start, end } = route(shape, at, way);
  const points = Array.from({ length: 17 }, (_, i) => line.point(start + ((end - start) * i) / 16));
  const d = 'M' + points.map(point => `${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join('L');
  return svg('path', { d, class: `route ${way.level}`, 'marker-end': `url(#head-${way.level})` });
}

function label(shape, at, way) {
  const { line, start, end } = route(shape, at, way);
  // Nearer to where it arrives: of two labels side by side, each stands at the region that it is about.
  const point = line.point(start + (end - start) * 0.64);
  const width = way.text.length * 6.6 + 14;
  const height = 20;
  const group = svg('g', { class: `label ${way.level}` });
  group.append(svg('title', null, `${way.from} to ${way.to}: ${way.text}`));
  const x = Math.min(shape.width - width / 2 - 1, Math.max(width / 2 + 1, point.x));
  group.append(svg('rect', { x: x - width / 2, y: point.y - height / 2, width, height, rx: 9 }), svg('text', { x, y: point.y + 4 }, way.text));
  return group;
}

function regionBox(shape, { region, x, y }) {
  const state = stateOf(last, region);
  const left = x - shape.boxWidth / 2;
  const top = y - shape.boxHeight / 2;
  const group = svg('g', { class: `region ${state.level}` });
  group.append(
    svg('rect', { x: left, y: top, width: shape.boxWidth, height: shape.boxHeight, rx: 10 }),
    svg('rect', { class: 'edge', x: left, y: top + 10, width: 4, height: shape.boxHeight - 20 }),
    svg('text', { class: 'name', x: left + 14, y: top + 22 }, region.region),
    svg('text', { class: 'state', x: left + 14, y: top + 42 }, `${state.mark} ${state.text}`),
    svg('text', { class: 'backlog', x: left + 14, y: top + 62 }, backlogOf(region)));
  return group;
}

function arrowHeads() {
  return svg('defs', null, ...['ok', 'notice', 'warning', 'critical'].map(level =>
    svg('marker', { id: `head-${level}`, viewBox: '0 0 8 8', refX: 5, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto', class: `arrowhead ${level}` },
      svg('path', { d: 'M0 0L8 4L0 8z' }))));
}
