import type { Style } from './paint';

/** How a verdict looks on the screen. */
export const VERDICT_STYLES: Readonly<Record<'valid' | 'invalid' | 'unknown', Style>> = {
  valid: 'green',
  invalid: 'red',
  unknown: 'yellow',
};

/** How a time looks on the screen: `0.4 s`. */
export function seconds(timeMs: number): string {
  return `${(timeMs / 1000).toFixed(1)} s`;
}
