import type { Style } from '../../base/paint';
import type { Verdict } from '../checkers/checker';

/** How a verdict looks on the screen. */
export const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  valid: 'green',
  invalid: 'red',
  unknown: 'yellow',
};

/** How a time looks on the screen: `0.4 s`. */
export function seconds(timeMs: number): string {
  return `${(timeMs / 1000).toFixed(1)} s`;
}
