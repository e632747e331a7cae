import { FaultError } from './fault';

/**
 * Looks at options that JavaScript may give as it likes: one that is misspelt, or no object at all,
 * would be left aside, and the fault be another one than the test is about.
 * @throws FaultError for what is no object, or has a key that is not known
 */
export function checkOptions(options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new FaultError(`the options are no object: they may have ${known.join(', ')}`);
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new FaultError(`there is no option '${unknown}': use ${known.join(', ')}`);
  }
}
