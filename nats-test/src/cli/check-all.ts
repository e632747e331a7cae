import type { exploreListener } from '../check/explore';
import type { CheckOptions, CheckProgress } from '../check/options';
import type { CheckExport } from './check-exports';
import { checkOne, type Checked } from './check-one';
import { checkScreen } from './check-screen';
import { untilInterrupted } from './until-interrupted';

/** So long after Ctrl+C a listener may take to end. */
const GRACE_MS = 2000;

export interface CheckAllOptions {
  /** The file, as it was typed. */
  readonly typed: string;
  readonly exports: readonly CheckExport[];
  /** What outranks the file. */
  readonly given: Partial<CheckOptions>;
  readonly interrupted: AbortSignal;
  readonly explore: typeof exploreListener;
  /** Hears of each when it is over. */
  readonly onChecked: (checked: Checked) => void;
  /** Hears how far it was, in words, when it was interrupted. */
  readonly onInterrupted: (howFar: string) => void;
}

/**
 * Checks what a file exports, one after another.
 * @returns what became of them; of fewer when it was interrupted
 */
export async function checkAll(it: CheckAllOptions): Promise<readonly Checked[]> {
  const all: Checked[] = [];
  for (const exported of it.exports) {
    const title = it.exports.length === 1 ? it.typed : `${it.typed}, ${exported.name}`;
    const screen = checkScreen(process.stderr, process.env, title);
    let last: CheckProgress | undefined;
    const onProgress = (progress: CheckProgress): void => {
      last = progress;
      screen.onProgress(progress);
    };
    const { given, interrupted, explore } = it;
    const work = checkOne({ exported, given, title, onProgress, interrupted, explore });
    const checked = await untilInterrupted(work, interrupted, GRACE_MS).finally(() => {
      screen.erase();
    });
    if (interrupted.aborted && !isJudged(checked)) {
      it.onInterrupted(howFar(title, last));
      break;
    }
    if (checked === undefined) break;
    it.onChecked(checked);
    all.push(checked);
  }
  return all;
}

/** A verdict that was found before Ctrl+C stands. */
function isJudged(checked: Checked | undefined): boolean {
  return checked !== undefined && 'report' in checked && checked.report.verdict !== 'unknown';
}

function howFar(title: string, last: CheckProgress | undefined): string {
  if (last === undefined) return `ended before the first schedule of ${title}`;
  const { schedules, schedulesMax, isShrinking } = last;
  return isShrinking
    ? `ended while a smaller schedule that breaks ${title} was looked for`
    : `ended after ${schedules} of ${schedulesMax} schedules of ${title}, none of which broke it`;
}
