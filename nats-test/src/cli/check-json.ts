import type { CheckReport, CheckFailure } from '../check/verdict';
import type { Checked } from './check-one';
import { packageVersion } from './version';

/** Changes when a reader of an earlier one would have to change, too. */
export const CHECK_FORMAT = 'nats-test-check/1';

/** What `nats-test check --json` prints, as JSON: what was not there is null. */
export interface PrintedCheck {
  readonly format: typeof CHECK_FORMAT;
  /** Of nats-test. */
  readonly version: string;
  /** As it was typed. */
  readonly file: string;
  /** The worst there is of all checks. */
  readonly verdict: CheckReport['verdict'];
  /** In the order in which they ran. */
  readonly checks: readonly (JudgedCheck | UnreadCheck)[];
}

interface JudgedCheck extends Omit<CheckReport, 'reason' | 'failure'> {
  /** Of the export. */
  readonly name: string;
  readonly problem: null;
  readonly reason: string | null;
  /**
   * With plain values in it alone: an error is { name, message, stack }, a bigint and bytes are text,
   * functions are left out.
   */
  readonly failure: CheckFailure | null;
}

interface UnreadCheck {
  readonly name: string;
  /** Why it could not be checked: one sentence. */
  readonly problem: string;
  readonly verdict: 'unknown';
}

/** The JSON of what became of all checks of a file. */
export function printCheck(
  file: string,
  verdict: CheckReport['verdict'],
  checked: readonly Checked[],
): string {
  const printed: PrintedCheck = {
    format: CHECK_FORMAT,
    version: packageVersion(),
    file,
    verdict,
    checks: checked.map(printOne),
  };
  return JSON.stringify(plainValue(printed, []), undefined, 2);
}

function printOne(checked: Checked): JudgedCheck | UnreadCheck {
  const { name } = checked;
  if ('problem' in checked) return { name, problem: checked.problem, verdict: 'unknown' };
  const { verdict, reason = null, seed, explored, warnings, failure = null, text } = checked.report;
  return { name, problem: null, verdict, reason, seed, explored, warnings, failure, text };
}

/** @param parents what it is in: a value that has itself in it has no end */
function plainValue(value: unknown, parents: readonly object[]): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (parents.includes(value)) return '[circular]';
  const inside = [...parents, value];
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return {
      name,
      message,
      stack,
      ...(cause !== undefined && { cause: plainValue(cause, inside) }),
    };
  }
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
    return Array.from(value as Iterable<unknown>, (it) => plainValue(it, inside));
  }
  // A date, and what else knows how it looks.
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return plainValue((value as { toJSON(): unknown }).toJSON(), inside);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, it]) => [key, plainValue(it, inside)]),
  );
}
