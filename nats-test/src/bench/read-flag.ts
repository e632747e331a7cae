import { parseDuration } from '../base/duration';
import { PlanError } from './plan-error';

/* Values of single flags. Each throws a PlanError that names the flag and what it takes. */

/** Clients: each is a connection of its own; a payload has room for 65535 publishers. */
export const CLIENTS_MAX = 1000;
/** A day. */
export const DURATION_MS_MAX = 24 * 3_600_000;

/** A whole number. */
export function count(option: string, text: string, min: number, max: number): number {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new PlanError(
    `--${option} ${text} makes no sense: type a whole number from ${min} to ${max}`,
  );
}

/** A time above 0, in milliseconds. */
export function time(option: string, text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined && durationMs > 0 && durationMs <= DURATION_MS_MAX)
    return durationMs;
  throw new PlanError(
    `--${option} ${text} makes no sense: type a time above 0 and up to 24h, as in 5s or 500ms`,
  );
}

export function oneOf<const T extends string>(
  option: string,
  text: string,
  values: readonly T[],
): T {
  const value = values.find((it) => it === text);
  if (value !== undefined) return value;
  throw new PlanError(`--${option} ${text} makes no sense: type ${values.join(' or ')}`);
}
