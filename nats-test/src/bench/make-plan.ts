import { refuseContradictions, refuseWithoutSubscribers } from './contradictions';
import type { LoadFlags } from './load-flags';
import { parseRate, type RateStep } from './parse-rate';
import { parseSizes } from './parse-size';
import type { Extent, FindMaxPlan, LoadPlan, Pace, SubscriptionTerms } from './plan';
import { PlanError } from './plan-error';
import { CLIENTS_MAX, count, oneOf, time } from './read-flag';
import { readIdentities } from './read-identities';

/** Everything of a plan but its targets. */
export interface LoadChoice {
  readonly load: LoadPlan;
  readonly rounds: number;
  readonly store: 'memory' | 'file';
  readonly findMax?: FindMaxPlan;
}

const DURATION_MS = 5000;
const WARM_UP_MS = 1000;
const DRAIN_MESSAGES = 50_000;
const WINDOW = 256;
/** What the library itself has; in an open loop it is there to protect memory alone. */
const OPEN_WINDOW = 16_384;
const MAX_IN_FLIGHT = 1024;
const ACK_WAIT_MS = 30_000;
const PROBE_MS = 3000;
const PROBE_MS_MIN = 1500;
const START_RATE = 1000;
/** One round shows how fast it is; to tell two apart one needs to know how much rounds differ. */
const ROUNDS_OF_ONE = 1;
const ROUNDS_OF_TWO = 5;
const CHANNELS_MAX = 1000;
const COUNT_MAX = 1_000_000_000;

/**
 * Makes sense of what was typed.
 * @param targets how many there are
 * @param cpus of this machine
 * @throws PlanError for what makes no sense, by itself or together
 */
export function makePlan(flags: LoadFlags, targets: number, cpus: number): LoadChoice {
  refuseContradictions(flags);
  const steps = flags.rate === undefined ? undefined : parseRate(flags.rate);
  const identities = readIdentities(flags);
  const publishers = count('publishers', flags.publishers ?? '1', 1, CLIENTS_MAX);
  const members = identities.reduce((sum, it) => sum + it.members, 0);
  if (publishers + members > CLIENTS_MAX) {
    throw new PlanError(
      `${publishers + members} clients are too many: ${CLIENTS_MAX} at most, publishers and subscribers together`,
    );
  }
  if (identities.length === 0) refuseWithoutSubscribers(flags);
  return {
    load: {
      publishers,
      channels: count('channels', flags.channels ?? '1', 1, CHANNELS_MAX),
      identities,
      extent: readExtent(flags, steps),
      warmUp: readWarmUp(flags),
      pace: readPace(flags, steps),
      sizes: parseSizes(flags.size ?? '128'),
      terms: readTerms(flags),
      drain: flags.drain === true,
      workers:
        flags.workers === undefined
          ? Math.max(1, Math.floor(cpus / 2))
          : count('workers', flags.workers, 1, CLIENTS_MAX),
    },
    rounds: count(
      'rounds',
      flags.rounds ?? String(targets > 1 ? ROUNDS_OF_TWO : ROUNDS_OF_ONE),
      1,
      1000,
    ),
    store: oneOf('store', flags.store ?? 'memory', ['memory', 'file']),
    ...(flags.findMax && {
      findMax: { startRate: START_RATE, probeMs: readProbe(flags.probe) },
    }),
  };
}

function readExtent(
  { messages, duration, drain, rate }: LoadFlags,
  steps: readonly RateStep[] | undefined,
): Extent {
  const stepsMs = steps?.reduce((sum, step) => sum + (step.durationMs ?? Infinity), 0) ?? Infinity;
  if (stepsMs !== Infinity && (messages !== undefined || duration !== undefined)) {
    throw new PlanError(
      `--rate ${rate ?? ''} says by itself how long it takes: leave out ${messages === undefined ? '--duration' : '--messages'}`,
    );
  }
  if (messages !== undefined || (drain && duration === undefined && stepsMs === Infinity)) {
    return {
      kind: 'messages',
      messages: count('messages', messages ?? String(DRAIN_MESSAGES), 1, COUNT_MAX),
    };
  }
  if (duration !== undefined) return { kind: 'time', durationMs: time('duration', duration) };
  return { kind: 'time', durationMs: stepsMs === Infinity ? DURATION_MS : stepsMs };
}

function readWarmUp({ warmUp, drain }: LoadFlags): Extent {
  if (warmUp === undefined) return { kind: 'time', durationMs: drain ? 0 : WARM_UP_MS };
  if (warmUp === '0') return { kind: 'time', durationMs: 0 };
  if (/^\d+$/.test(warmUp)) {
    return { kind: 'messages', messages: count('warm-up', warmUp, 0, COUNT_MAX) };
  }
  return { kind: 'time', durationMs: time('warm-up', warmUp) };
}

function readPace(
  { window, sync, findMax }: LoadFlags,
  steps: readonly RateStep[] | undefined,
): Pace {
  const isOpen = steps !== undefined || findMax === true;
  const size = sync
    ? 1
    : count('window', window ?? String(isOpen ? OPEN_WINDOW : WINDOW), 1, 1_000_000);
  return steps ? { kind: 'rate', steps, window: size } : { kind: 'window', window: size };
}

function readTerms(flags: LoadFlags): SubscriptionTerms {
  const ackWaitMs = flags.ackWait === undefined ? ACK_WAIT_MS : time('ack-wait', flags.ackWait);
  if (!Number.isInteger(ackWaitMs / 1000)) {
    throw new PlanError(
      `--ack-wait ${flags.ackWait ?? ''} can't be asked for: NATS Streaming counts whole seconds, 1s at least`,
    );
  }
  const workMs = flags.work === undefined ? 0 : time('work', flags.work);
  return {
    durable: flags.durable === true,
    ack: oneOf('ack', flags.ack ?? (workMs > 0 ? 'manual' : 'auto'), ['auto', 'manual']),
    maxInFlight: count('max-in-flight', flags.maxInFlight ?? String(MAX_IN_FLIGHT), 1, 1_000_000),
    ackWaitMs,
    workMs,
  };
}

function readProbe(probe: string | undefined): number {
  if (probe === undefined) return PROBE_MS;
  const probeMs = time('probe', probe);
  if (probeMs >= PROBE_MS_MIN) return probeMs;
  throw new PlanError(
    `--probe ${probe} is too short to tell a backlog that grows: give 1500ms or more`,
  );
}
