import type { CheckProgress } from '../check/options';
import { RedrawnLines } from '../harness/report/redrawn-lines';
import { widthOf, type Output } from './verify-screen';

/** More often nobody can read it. */
const REDRAW_MS = 100;

const SHRINKING = 'found one that breaks it; looking for a smaller one';

/** Shows how far a check is. */
export interface CheckScreen {
  onProgress(progress: CheckProgress): void;
  /** Makes room for what comes next. */
  erase(): void;
}

/**
 * On a terminal one line that is drawn again in its place; elsewhere a line when something was found,
 * since that may take as long again.
 * @param title what is being checked
 */
export function checkScreen(output: Output, env: NodeJS.ProcessEnv, title: string): CheckScreen {
  const isLive = output.isTTY === true && env['TERM'] !== 'dumb';
  return isLive ? liveScreen(output, title) : lineScreen(output, title);
}

function liveScreen(output: Output, title: string): CheckScreen {
  const lines = new RedrawnLines(output, () => widthOf(output));
  let wasShrinking: boolean | undefined;
  let drawnAtMs = -Infinity;
  return {
    onProgress: (progress) => {
      const text = `${title}: ${describe(progress)}`;
      // What is new in kind is shown at once.
      const isSoon =
        progress.isShrinking === wasShrinking && performance.now() - drawnAtMs < REDRAW_MS;
      if (isSoon) return;
      wasShrinking = progress.isShrinking;
      drawnAtMs = performance.now();
      // One column is left free: some terminals break a line that fills all.
      lines.draw([text.slice(0, Math.max(1, widthOf(output) - 1))]);
    },
    erase: () => lines.erase(),
  };
}

function lineScreen(output: Output, title: string): CheckScreen {
  let isSaid = false;
  return {
    onProgress: ({ isShrinking }) => {
      if (!isShrinking || isSaid) return;
      isSaid = true;
      output.write(`${title}: ${SHRINKING}\n`);
    },
    erase: () => undefined,
  };
}

function describe({ schedules, schedulesMax, isShrinking }: CheckProgress): string {
  if (isShrinking) return SHRINKING;
  return `${schedules} of ${schedulesMax} schedule${schedulesMax === 1 ? '' : 's'}`;
}
