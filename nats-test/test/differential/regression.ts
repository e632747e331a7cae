import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { NormalStep } from './normal-form';
import type { Sequence } from './step';

/** A sequence that once showed a difference, with what the real server's clients saw. */
export interface Regression extends Sequence {
  /** What was different, in one sentence. */
  readonly why: string;
  readonly seen: readonly NormalStep[];
}

const FOLDER = join(__dirname, 'regressions');

/** All that were kept, by name. */
export function readRegressions(): Map<string, Regression> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return new Map(
    names.map((name) => [name.replace(/\.json$/, ''), readRegression(join(FOLDER, name))]),
  );
}

export function readRegression(path: string): Regression {
  return JSON.parse(readFileSync(path, 'utf8')) as Regression;
}
