/** A change that is smaller does not count, however sure it is. */
export const THRESHOLD = 0.05;

/**
 * Reads a share in percent: `5%`, `5`, `0.5%`.
 * @returns the share: 0.05; undefined when the text is none from 0 to less than 100 %
 */
export function parseThreshold(text: string): number | undefined {
  const digits = /^(\d+(?:\.\d+)?)\s*%?$/.exec(text.trim())?.[1];
  const share = Number(digits) / 100;
  return share < 1 ? share : undefined;
}
