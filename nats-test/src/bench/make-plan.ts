import { parseDuration } from '../base/duration';
import { parseRate, type RateStep } from './parse-rate';
import { parseSizes } from './parse-size';
import type { Extent, FindMaxPlan, Identity, LoadPlan, Pace, SubscriptionTerms } from './plan';
import { PlanError } from './plan-error';

/** What was typed, as Commander hands it over; left out what was not. */
export interface LoadFlags {
  readonly publishers?: string;
  readonly subscribers?: string;
  readonly queue?: readonly string[];
  readonly groups?: string;
  readonly channels?: string;
  readonly messages?: string;
  readonly duration?: string;
  readonly warmUp?: string;
  readonly size?: string;
  readonly rate?: string;
  readonly window?: string;
  readonly sync?: true;
  readonly durable?: true;
  readonly ack?: string;
  readonly maxInFlight?: string;
  readonly ackWait?: string;
  readonly work?: string;
  readonly drain?: true;
  readonly findMax?: true;
  readonly probe?: string;
  readonly rounds?: string;
  readonly workers?: string;
  readonly store?: string;
}

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
const ROUNDS_OF_TWO = 3;
/** Each is a connection of its own; a payload has room for 65535 publishers. */
const CLIENTS_MAX = 1000;
const CHANNELS_MAX = 1000;
const COUNT_MAX = 1_000_000_000;
/** A day. */
const DURATION_MS_MAX = 24 * 3_600_000;

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

/** What can't be had together, and why. */
const CONTRADICTIONS: readonly (readonly [keyof LoadFlags, keyof LoadFlags, string])[] = [
  ['messages', 'duration', 'a round ends by one or the other'],
  ['sync', 'window', '--sync is a window of one'],
  ['findMax', 'rate', 'it is the rate that is looked for'],
  ['findMax', 'drain', 'a backlog that is drained has no rate'],
  ['findMax', 'messages', 'each rate is tried for a time, see --probe'],
  ['drain', 'duration', 'how much is published first is said with --messages'],
  ['drain', 'warmUp', 'all of it waits for the subscribers, and none comes first'],
];

function refuseContradictions(flags: LoadFlags): void {
  for (const [one, other, why] of CONTRADICTIONS) {
    if (flags[one] !== undefined && flags[other] !== undefined) {
      throw new PlanError(`${optionOf(one)} and ${optionOf(other)} exclude each other: ${why}`);
    }
  }
  if (flags.probe !== undefined && !flags.findMax) {
    throw new PlanError('--probe says how long --find-max tries each rate: give both');
  }
  if (flags.work !== undefined && flags.ack === 'auto') {
    throw new PlanError(
      '--work and --ack auto exclude each other: whoever works on a message first acknowledges it by hand',
    );
  }
}

function refuseWithoutSubscribers(flags: LoadFlags): void {
  const names = ['durable', 'ack', 'maxInFlight', 'ackWait', 'work', 'drain'] as const;
  const name = names.find((it) => flags[it] !== undefined);
  if (name !== undefined) {
    throw new PlanError(
      `${optionOf(name)} needs somebody who subscribes: leave out --subscribers 0`,
    );
  }
}

function readIdentities({ subscribers, queue = [], groups }: LoadFlags): Identity[] {
  const named = queue.map(readQueue);
  const many = groups === undefined ? [] : readGroups(groups);
  const all = [...named, ...many];
  const twice = all.find((it, at) => all.findIndex(({ queue: name }) => name === it.queue) < at);
  if (twice) throw new PlanError(`${twice.name} is there twice: give each group a name of its own`);
  // Whoever asks for groups wants no plain subscriber beside them.
  const plain = count('subscribers', subscribers ?? (all.length > 0 ? '0' : '1'), 0, CLIENTS_MAX);
  return [
    ...Array.from({ length: plain }, (_, at) => ({ name: `subscriber ${at + 1}`, members: 1 })),
    ...all,
  ];
}

function readQueue(text: string): Identity & { queue: string } {
  const [, name = '', members = '2'] = /^([\w.-]+)(?::(\d+))?$/.exec(text) ?? [];
  if (name === '') {
    throw new PlanError(
      `--queue ${text} is no queue group: type its name and how many members it has, as in --queue orders:3`,
    );
  }
  return groupOf(name, count('queue', members, 1, CLIENTS_MAX));
}

function readGroups(text: string): (Identity & { queue: string })[] {
  const [, groups, members] = /^(\d+)[x*](\d+)$/i.exec(text) ?? [];
  if (groups === undefined || members === undefined) {
    throw new PlanError(
      `--groups ${text} makes no sense: type how many groups, and members of each, as in --groups 30x3`,
    );
  }
  const size = count('groups', members, 1, CLIENTS_MAX);
  return Array.from({ length: count('groups', groups, 1, CLIENTS_MAX) }, (_, at) =>
    groupOf(`group-${at + 1}`, size),
  );
}

function groupOf(queue: string, members: number): Identity & { queue: string } {
  return { name: `queue group ${queue}`, queue, members };
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

function count(option: string, text: string, min: number, max: number): number {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new PlanError(
    `--${option} ${text} makes no sense: type a whole number from ${min} to ${max}`,
  );
}

function time(option: string, text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined && durationMs > 0 && durationMs <= DURATION_MS_MAX)
    return durationMs;
  throw new PlanError(
    `--${option} ${text} makes no sense: type a time above 0 and up to 24h, as in 5s or 500ms`,
  );
}

function oneOf<const T extends string>(option: string, text: string, values: readonly T[]): T {
  const value = values.find((it) => it === text);
  if (value !== undefined) return value;
  throw new PlanError(`--${option} ${text} makes no sense: type ${values.join(' or ')}`);
}

/** `maxInFlight` as it is typed: `--max-in-flight`. */
function optionOf(name: keyof LoadFlags): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
