import type { Markup } from '../../../base/html/markup';

/**
 * Zooms time lines with the charts below them, and follows one event through all lanes. Without it
 * the page says the same.
 */
export const SCRIPT: Markup = {
  markup: `'use strict';
for (const box of document.querySelectorAll('.timeline')) {
  const lanes = box.querySelector('svg.lanes');
  if (!lanes) continue;
  const { left, right, from, to } = Object.fromEntries(
    Object.entries(lanes.dataset).map(([key, value]) => [key, Number(value)]),
  );
  const moving = [];
  for (const it of box.querySelectorAll('.marks use, .marks rect, .bands rect, .bands text, text.fault, .phase, .at line, .at text, .chart rect, .chart .readout line, .chart circle, .chart text.tick[text-anchor=middle]')) {
    for (const name of ['x', 'x1', 'x2', 'cx']) {
      if (it.hasAttribute(name)) moving.push({ it, name, at: Number(it.getAttribute(name)), width: it.tagName === 'rect' && name === 'x' ? Number(it.getAttribute('width')) : undefined });
    }
  }
  const paths = [...box.querySelectorAll('path.line, path.presence')].map((it) => ({ it, d: it.getAttribute('d') }));
  let [begin, end] = [left, right];
  const round = (value) => Math.round(value * 100) / 100;
  const place = (x) => round(left + ((x - begin) / (end - begin)) * (right - left));
  const within = (x) => Math.min(right, Math.max(left, x));
  const draw = () => {
    for (const { it, name, at, width } of moving) {
      const x = it.dataset.until !== undefined && place(Number(it.dataset.until)) > left ? Math.max(left + 2, place(at)) : place(at);
      if (width === undefined) {
        it.setAttribute(name, x);
        it.style.display = x < left - 1 || x > right + 1 ? 'none' : '';
      } else {
        const behind = within(place(at + width));
        it.setAttribute('x', within(x));
        it.setAttribute('width', round(Math.max(behind - within(x), 0)));
        it.style.display = behind <= left || x >= right ? 'none' : '';
      }
    }
    for (const { it, d } of paths) {
      let shown = '';
      let last;
      for (const [, step, x, y] of d.matchAll(/([MLH])(-?[\\d.]+)(?: (-?[\\d.]+))?/g)) {
        const now = { x: place(Number(x)), y: Number(y ?? last?.y) };
        if (step === 'M') last = now;
        const [a, b] = [last, now];
        last = now;
        if (b.x < left || a.x > right) continue;
        const cut = (x) => round(b.x === a.x ? b.y : a.y + ((x - a.x) / (b.x - a.x)) * (b.y - a.y));
        const [ax, bx] = [within(a.x), within(b.x)];
        shown += 'M' + ax + ' ' + cut(ax) + 'L' + bx + ' ' + cut(bx);
      }
      it.setAttribute('d', shown);
    }
    range.textContent = time(begin) + ' to ' + time(end);
  };
  const time = (x) => ((from + ((x - left) / (right - left)) * (to - from)) / 1000).toFixed(2) + ' s';
  const show = (a, b) => {
    const width = Math.min(right - left, Math.max(b - a, (right - left) / 500));
    begin = Math.min(Math.max(a, left), right - width);
    end = begin + width;
    draw();
  };
  const zoom = (factor) => {
    const [middle, half] = [(begin + end) / 2, ((end - begin) / 2) * factor];
    show(middle - half, middle + half);
  };
  const move = (share) => show(begin + (end - begin) * share, end + (end - begin) * share);

  const tools = document.createElement('div');
  tools.className = 'tools';
  const button = (text, label, act) => {
    const it = document.createElement('button');
    it.type = 'button';
    it.textContent = text;
    it.setAttribute('aria-label', label);
    it.addEventListener('click', act);
    tools.append(it);
  };
  button('+', 'closer', () => zoom(0.5));
  button('\\u2212', 'further away', () => zoom(2));
  button('\\u25c0', 'earlier', () => move(-0.5));
  button('\\u25b6', 'later', () => move(0.5));
  button('all', 'the whole time', () => show(left, right));
  const range = document.createElement('span');
  range.setAttribute('aria-live', 'polite');
  const label = document.createElement('label');
  const input = document.createElement('input');
  input.placeholder = 'or click a mark';
  label.append('only event ', input);
  tools.append(range, label);
  box.before(tools);
  const follow = (name) => {
    input.value = name;
    const all = [...lanes.querySelectorAll('[data-e]')];
    const isIt = (it) => it.dataset.e === name || it.dataset.e === 'event ' + name;
    for (const it of all) it.toggleAttribute('data-on', isIt(it));
    lanes.classList.toggle('only', name !== '' && all.some(isIt));
  };
  input.addEventListener('input', () => follow(input.value.trim()));
  box.addEventListener('keydown', (it) => it.key === 'Escape' && follow(''));
  input.addEventListener('keydown', (it) => it.key === 'Escape' && follow(''));

  const xOf = (it) => (it.clientX - lanes.getBoundingClientRect().left) * (lanes.viewBox.baseVal.width / lanes.getBoundingClientRect().width);
  const timeOf = (x) => begin + ((within(x) - left) / (right - left)) * (end - begin);
  let start;
  let picked;
  lanes.addEventListener('mousedown', (it) => {
    if (it.button === 0 && xOf(it) >= left) { start = xOf(it); it.preventDefault(); }
  });
  addEventListener('mousemove', (it) => {
    if (start === undefined) return;
    if (!picked) {
      picked = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      picked.setAttribute('class', 'picked');
      picked.setAttribute('height', lanes.viewBox.baseVal.height);
      lanes.append(picked);
    }
    const x = within(xOf(it));
    picked.setAttribute('x', Math.min(start, x));
    picked.setAttribute('width', Math.abs(x - start));
  });
  addEventListener('mouseup', (it) => {
    if (start === undefined) return;
    const [a, b] = [start, within(xOf(it))].sort((one, other) => one - other);
    start = undefined;
    picked?.remove();
    picked = undefined;
    if (b - a > 5) show(timeOf(a), timeOf(b));
  });
  lanes.addEventListener('click', (it) => {
    const name = it.target.closest?.('[data-e]')?.dataset.e;
    if (name !== undefined) follow(name === input.value ? '' : name);
  });
  draw();
}
const opened = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.tagName === 'DETAILS') target.open = true;
};
addEventListener('hashchange', opened);
opened();
`,
};
