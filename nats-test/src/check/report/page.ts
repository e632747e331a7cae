import { coloured, plain, type Paint, type Style } from '../../base/paint';
import { wrap } from '../../base/wrap';
import { hang } from './timeline';

/** How wide a report is: it also stands in logs and in the red of a test runner. */
export const WIDTH = 100;

/** How a report looks. */
export interface Look {
  readonly colours: boolean;
  /** Where the check was asked for: `FILE:LINE:COLUMN`. */
  readonly caller?: string;
}

export function paintFor({ colours }: Look): Paint {
  return colours ? coloured : plain;
}

/** A paragraph. */
export function lines(text: string, paint: Paint = plain, style?: Style): string[] {
  const wrapped = wrap(text, WIDTH);
  return style === undefined ? wrapped : wrapped.map((line) => paint(style, line));
}

/** One point of a list. */
export function point(text: string): string[] {
  return hang('  - ', text, WIDTH);
}

/** Lines of a timeline; what stands below what happened is less loud. */
export function timelineLines(timeline: readonly string[], paint: Paint): string[] {
  return timeline.map(
    (line) => `  ${/^\s+(?:state|.* printed):/.test(line) ? paint('dim', line) : line}`,
  );
}
