// A histogram of durations as a picture, with the same numbers as a table beneath.

import { h, row, svg, table } from './dom.js';
import { count, duration } from './format.js';
import { texts } from './texts.js';

const t = texts.health;
const names = { CEchoRequest: 'C-ECHO', CFindRequest: 'C-FIND', CStoreRequest: 'C-STORE', CMoveRequest: 'C-MOVE', CGetRequest: 'C-GET' };

export const serviceOf = command => names[command] ?? command.replace(/^N(.*)Request$/, (_, rest) => `N${rest.replace(/[A-Z]/g, letter => `-${letter.toUpperCase()}`)}`.toUpperCase());

// The bound under which a share of all values lies.
export function within(series, bounds, share) {
  let sum = 0;
  for (let i = 0; i < bounds.length; i++) {
    sum += series.buckets[i];
    if (sum >= share * series.count)
      return `${duration(bounds[i] * 1000)}`;
  }
  return `> ${duration(bounds.at(-1) * 1000)}`;
}

export function histogram(series, bounds) {
  const name = serviceOf(series.tags.command ?? '');
  const longer = series.count - series.buckets.reduce((sum, value) => sum + value, 0);
  const values = [...series.buckets, longer];
  const highest = Math.max(...values, 1);
  const [width, height, bar] = [18 * values.length, 72, 14];
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height + 16}`, role: 'img', 'aria-label': t.histogram(name, count(series.count), within(series, bounds, 0.5), within(series, bounds, 0.95)), class: 'histogram' });
  values.forEach((value, i) => {
    const tall = value === 0 ? 0 : Math.max(2, Math.round(height * value / highest));
    picture.append(svg('rect', { x: 18 * i + 2, y: height - tall, width: bar, height: tall, class: i < 8 ? 'quick' : i < 13 ? 'middling' : 'slow' }));
  });
  picture.append(svg('line', { x1: 0, y1: height + 0.5, x2: width, y2: height + 0.5, class: 'axis' }));
  for (const i of [3, 6, 9, 12, 15]) {
    const label = svg('text', { x: 18 * i + 18, y: height + 12, 'text-anchor': 'middle' });
    label.textContent = duration(bounds[i] * 1000).replace(/\.0+(?= )/, '');
    picture.append(svg('line', { x1: 18 * i + 18, y1: height, x2: 18 * i + 18, y2: height + 3, class: 'axis' }), label);
  }
  const lines = values.map((value, i) => [i < bounds.length ? duration(bounds[i] * 1000) : t.more, value]).filter(([, value]) => value > 0);
  return h('figure', { class: 'card' },
    h('figcaption', {}, h('strong', {}, name), ` ${count(series.count)}`, h('span', { class: 'quiet' }, ` · ½ ≤ ${within(series, bounds, 0.5)} · 95 % ≤ ${within(series, bounds, 0.95)}`)),
    picture,
    h('details', {}, h('summary', {}, t.histogramTable), table(`${name}: ${t.latency}`, t.histogramColumns, lines.map(([bound, value]) => row([bound, h('td', { class: 'number' }, count(value))])))));
}
