import type { exploreListener } from '../check/explore';
import type { CheckOptions, CheckProgress } from '../check/options';
import { readOptions } from '../check/read-options';
import { CheckSetupError } from '../check/setup-error';
import type { CheckReport } from '../check/verdict';
import { shortMessage, userPlace } from './check-load-problem';

/** What became of one export of a file. */
export type Checked =
  | { readonly name: string; readonly report: CheckReport }
  /** Why it could not be checked: one sentence. */
  | { readonly name: string; readonly problem: string };

export interface CheckOneOptions {
  /** What the file exports. */
  readonly exported: { readonly name: string; readonly options: unknown };
  /** What outranks that. */
  readonly given: Partial<CheckOptions>;
  /** What reports call it. */
  readonly title: string;
  readonly onProgress: (progress: CheckProgress) => void;
  readonly interrupted: AbortSignal;
  readonly explore: typeof exploreListener;
}

/** Checks what a file exports. */
export async function checkOne(it: CheckOneOptions): Promise<Checked> {
  const { name, options } = it.exported;
  try {
    const merged = readOptions(merge(options, it.given));
    const signals = [it.interrupted, ...(merged.signal ? [merged.signal] : [])];
    const report = await it.explore(
      {
        ...merged,
        signal: AbortSignal.any(signals),
        onProgress: (progress) => {
          it.onProgress(progress);
          merged.onProgress?.(progress);
        },
      },
      it.title,
    );
    return { name, report };
  } catch (error) {
    return { name, problem: problemOf(error, it.title) };
  }
}

/** @throws what is a defect of ours */
function problemOf(error: unknown, title: string): string {
  if (error instanceof CheckSetupError) {
    // Whoever prints it says whose it is.
    const { message } = error;
    return message.startsWith(`${title}: `) ? message.slice(title.length + 2) : message;
  }
  const place = userPlace(error);
  if (place === undefined) throw error;
  return `its code threw: ${shortMessage(error)} (${place})`;
}

function merge(options: unknown, given: Partial<CheckOptions>): unknown {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return options;
  return { ...options, ...given };
}
