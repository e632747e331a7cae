import type { Paint } from '../../base/paint';
import type { LiveList, Progress } from './live-list';
import type { ScenarioResult } from './run-result';
import { seconds, VERDICT_STYLES } from '../../base/verdict-style';
import { cut } from '../../base/wrap';

/** As wide as the longest of them: `waiting`, `running`, the verdicts, and the step of a long one. */
const STATE_WIDTH = '10 of 12'.length;

/** What fits on the terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The lines of the live list, one for each scenario and one above them. None is as wide as the
 * terminal, and all together are not as high, so that they can be drawn over; where that leaves no
 * room, those that have ended go first, and a line counts the missing ones.
 * @param title what the whole is about: `5 lessons on the embedded server`
 */
export function renderLiveList(
  title: string,
  list: LiveList,
  nowMs: number,
  { columns, rows }: ScreenSize,
  paint: Paint,
): string[] {
  const width = Math.max(...[...list.keys()].map((name) => name.length));
  const done = [...list.values()].filter(({ state }) => state === 'ended').length;
  const shown = choose(list, rows - 3);
  const hidden = list.size - shown.length;
  return [
    cut(`${title}: ${done} of ${list.size} done`, columns - 1),
    ...shown.map(([name, progress]) =>
      renderProgress(name.padEnd(width), progress, nowMs, columns - 1, paint),
    ),
    ...(hidden === 0 ? [] : [paint('dim', `  … and ${hidden} more`)]),
  ];
}

/** The line for a scenario that has ended, where nothing can be drawn over. */
export function renderEnded(result: ScenarioResult, paint: Paint): string {
  const { name, verdict, elapsedMs, seen } = result;
  const word = paint(VERDICT_STYLES[verdict], verdict.padEnd('invalid'.length));
  return `${word}  ${name}, ${seconds(elapsedMs)}: ${seen}`;
}

function choose(list: LiveList, rows: number): [string, Progress][] {
  const all = [...list];
  if (all.length <= rows) return all;
  const order = ['running', 'waiting', 'ended'];
  const wanted = all
    .toSorted(([, a], [, b]) => order.indexOf(a.state) - order.indexOf(b.state))
    .slice(0, Math.max(rows - 1, 0));
  return all.filter((it) => wanted.includes(it));
}

function renderProgress(
  name: string,
  progress: Progress,
  nowMs: number,
  columns: number,
  paint: Paint,
): string {
  switch (progress.state) {
    case 'waiting':
      return paint('dim', cut(`  ${'waiting'.padEnd(STATE_WIDTH)}  ${name}`.trimEnd(), columns));
    case 'running': {
      const { step, steps, startedAtMs, text } = progress;
      const at = (step === 0 ? 'running' : `${step} of ${steps}`).padEnd(STATE_WIDTH);
      const rest = cut(
        `  ${name}  ${time(nowMs - startedAtMs)}  ${text}`.trimEnd(),
        columns - 2 - STATE_WIDTH,
      );
      return `  ${paint('cyan', at)}${rest}`;
    }
    case 'ended': {
      const { verdict, elapsedMs, seen } = progress.result;
      const rest = cut(`  ${name}  ${time(elapsedMs)}  ${seen}`, columns - 2 - STATE_WIDTH);
      return `  ${paint(VERDICT_STYLES[verdict], verdict.padEnd(STATE_WIDTH))}${rest}`;
    }
  }
}

function time(timeMs: number): string {
  return seconds(timeMs).padStart('00.0 s'.length);
}
