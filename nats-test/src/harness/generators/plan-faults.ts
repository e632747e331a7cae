import type { Random } from '../../base/random';
import { FAULTS, type Fault } from '../history/fault';
import { between, pick } from './pace';
import type { Actor, PlannedFault } from './plan';

/** How often faults strike, and which. */
export interface FaultTerms {
  readonly faults: readonly Fault[];
  /** From the beginning of one fault to that of the next one. */
  readonly everyMs: number;
  /** Several nodes, of which one leads. */
  readonly isCluster: boolean;
}

/** For how long each fault strikes. */
const FOR_MS: Readonly<Record<Fault, readonly [least: number, most: number]>> = {
  kill: [200, 1500],
  freeze: [500, 2500],
  restart: [200, 1500],
  wipe: [200, 1500],
  clock: [0, 0],
  cut: [0, 0],
  blackhole: [500, 3000],
  delay: [1000, 3000],
  'drop-acks': [1000, 3000],
  'repeat-acks': [1000, 3000],
  crash: [200, 1000],
};
/** After a fault all may go well for at least so long, so that something happens between them. */
const QUIET_MS = 500;
const DELAY_MS_MAX = 300;
const JUMP_MS_MAX = 600_000;
const EACH_MAX = 4;

/** The faults of the phase `main`, one after the other, the kinds in turn and each on whomever. */
export function planFaults(
  random: Random,
  { faults, everyMs, isCluster }: FaultTerms,
  actors: readonly Actor[],
  mainMs: number,
): readonly PlannedFault[] {
  const planned: PlannedFault[] = [];
  let kinds: Fault[] = [];
  let atMs = Math.round(everyMs / 2);
  while (faults.length > 0) {
    // Each kind once before any comes again, in an order of its own each time.
    if (kinds.length === 0) kinds = shuffled(random, faults);
    const fault = kinds.pop();
    if (fault === undefined) break;
    const forMs = between(random, ...FOR_MS[fault]);
    if (atMs + forMs > mainMs) break;
    const on = whom(random, fault, actors, isCluster);
    if (on !== undefined) planned.push({ atMs, fault, forMs, on, ...termsOf(random, fault) });
    const jitterMs = Math.round(everyMs / 4);
    atMs += Math.max(between(random, everyMs - jitterMs, everyMs + jitterMs), forMs + QUIET_MS);
  }
  return planned;
}

function whom(
  random: Random,
  fault: Fault,
  actors: readonly Actor[],
  isCluster: boolean,
): string | undefined {
  if (FAULTS[fault] === 'server') {
    return isCluster ? pick(random, ['leader', 'leader', 'follower']) : 'server';
  }
  const isOfListeners = fault === 'crash' || fault.endsWith('-acks');
  const names = actors
    .filter(({ kind }) => kind === 'listener' || !isOfListeners)
    .map(({ name }) => name);
  const [first, ...rest] = names;
  return first === undefined ? undefined : pick(random, [first, ...rest]);
}

function termsOf(random: Random, fault: Fault): Pick<PlannedFault, 'ms' | 'each'> {
  switch (fault) {
    case 'delay': {
      const least = between(random, 1, DELAY_MS_MAX / 2);
      return { ms: [least, between(random, least, DELAY_MS_MAX)] };
    }
    case 'clock': {
      const ms = between(random, 1000, JUMP_MS_MAX) * pick(random, [1, -1]);
      return { ms: [ms, ms] };
    }
    case 'drop-acks':
    case 'repeat-acks':
      return { each: between(random, 1, EACH_MAX) };
    case 'kill':
    case 'freeze':
    case 'restart':
    case 'wipe':
    case 'cut':
    case 'blackhole':
    case 'crash':
      return {};
  }
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const left = [...items];
  const found: T[] = [];
  while (left.length > 0) found.push(...left.splice(random.below(left.length), 1));
  return found;
}
