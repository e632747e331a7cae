import { randomInt } from 'node:crypto';

import { didYouMean } from '../base/did-you-mean';
import { formatDuration, parseDuration } from '../base/duration';
import type { Storm } from '../harness/generators/storm';
import { FAULTS, type Fault } from '../harness/history/fault';
import { badUsage } from './command-error';

/** Options about load and faults, as Commander hands them over. */
export interface FaultFlags {
  readonly faults?: readonly string[];
  readonly every?: string;
  readonly for?: string;
  readonly seed?: string;
}

const SEED_MAX = 2 ** 32 - 1;
const EVERY_MS = 5000;
const MAIN_MS = 8000;
/** Enough for some faults. */
const FAULTS_IN_MAIN = 6;
/** Below that hardly anything happens in it. */
const MAIN_MS_MIN = 3000;
const EVERY_MS_MIN = 100;
/** A plan and all that is seen stay in memory while a run lasts. */
const TIME_MS_MAX = 3_600_000;

/**
 * Makes sense of what was typed.
 * @throws CommandError, bad usage
 */
export function readFaultFlags(flags: FaultFlags): Storm {
  const faults = flags.faults && readFaults(flags.faults);
  if (!faults && flags.every !== undefined) {
    throw badUsage(
      '--every says how often faults strike: give them with --faults, as in --faults kill,freeze',
    );
  }
  const everyMs = readTime('--every', flags.every, EVERY_MS, EVERY_MS_MIN);
  const mainMs = faults
    ? Math.min(Math.max(MAIN_MS, FAULTS_IN_MAIN * everyMs), TIME_MS_MAX)
    : MAIN_MS;
  return {
    seed: readSeed(flags.seed),
    faults,
    everyMs,
    mainMs: readTime('--for', flags.for, mainMs, MAIN_MS_MIN),
  };
}

function readFaults(words: readonly string[]): readonly Fault[] {
  const all = Object.keys(FAULTS) as Fault[];
  const names = words.flatMap((text) => text.split(/[\s,]+/)).filter((name) => name !== '');
  if (names.length === 0)
    throw badUsage(`--faults names none: there are ${all.join(', ')}, or all`);
  if (names.includes('all')) return all;
  for (const name of names) {
    if (Object.hasOwn(FAULTS, name)) continue;
    const hint = didYouMean(name, all) || ':';
    throw badUsage(`there is no fault '${name}'${hint} there are ${all.join(', ')}, or all`);
  }
  return all.filter((fault) => names.includes(fault));
}

function readSeed(text: string | undefined): number {
  if (text === undefined) return randomInt(SEED_MAX);
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= SEED_MAX) return seed;
  throw badUsage(`--seed ${text} is no seed: it is a whole number from 0 to ${SEED_MAX}`);
}

function readTime(
  option: string,
  text: string | undefined,
  otherwise: number,
  least: number,
): number {
  if (text === undefined) return otherwise;
  const ms = parseDuration(text);
  if (ms === undefined) {
    throw badUsage(
      `${option} ${text} is no duration: type it as in ${option} 5s or ${option} 1m30s`,
    );
  }
  if (ms < least)
    throw badUsage(`${option} ${text} is too short: give ${formatDuration(least)} at least`);
  if (ms <= TIME_MS_MAX) return Math.round(ms);
  throw badUsage(`${option} ${text} is too long: give ${TIME_MS_MAX / 3_600_000}h at most`);
}
