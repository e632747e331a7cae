import { isDeepStrictEqual } from 'node:util';

import type { OpenListener } from '../listener/listener';
import { watchLeftovers, type Leftover } from '../listener/what-is-left';
import { CheckSetupError } from '../setup-error';
import type { FailureKind } from '../verdict';
import { Broken } from './broken';
import type { Flight } from './flight';
import { drain } from './drain';
import { askInvariant, brokenBy, type Invariant, type Played } from './play';
import { UNKNOWN, type Profile } from './profile';
import { Stage, type Cast } from './stage';

/** What the user has said of it. */
export interface CalmOptions {
  readonly quietMs: number | undefined;
  /** Whether the listener is a process of its own. */
  readonly isProcess: boolean;
  readonly invariant: Invariant | undefined;
}

/** What a run without any trouble has shown. */
export interface Calm extends Played {
  readonly profile: Profile;
  /** Events that came to nobody, counted from 1. */
  readonly unheard: readonly number[];
  /** What still runs in this process when the listener has stopped. */
  readonly leftovers: readonly Leftover[];
}

/** As much as a listener may do when all is acknowledged. */
const REST_MS = 50;
/** Where nobody can see whether a state still changes. */
const BLIND_REST_MS = 5;
const QUIET_MS = { function: 20, process: 200 };
/** So many times as long as the slowest handler took. */
const SLOWNESS = 10;
const QUIET_MS_MIN = 4;
const LAST_WORDS = 12;
const DIED: ReadonlySet<FailureKind> = new Set<FailureKind>(['threw', 'exited']);

/**
 * Starts the listener once, brings it all events in good order, and stops it.
 * @throws CheckSetupError when it does not start
 */
export async function runCalmly(cast: Cast, options: CalmOptions): Promise<Calm> {
  let watch: { stop(): Leftover[] } | undefined;
  const open: OpenListener = (place, events) => {
    if (!options.isProcess) watch = watchLeftovers(place.url);
    return cast.open(place, events);
  };
  // Who says that it may take longer knows why.
  const quietMs = Math.max(UNKNOWN.quietMs, options.quietMs ?? 0);
  const stage = new Stage({ ...cast, open }, { ...UNKNOWN, quietMs }, true);
  try {
    await stage.open();
    let restMs = 0;
    let leftovers: readonly Leftover[] = [];
    const broken = await brokenBy(async () => {
      await stage.startMember('A', false);
      await handleAll(stage);
      restMs = await restOf(stage, options.isProcess);
      throwIfTooSlow(stage);
      await askInvariant(stage, options.invariant);
      for (const life of [...stage.troupe.lives]) await stage.troupe.stop(life);
      if (watch) {
        await stage.until(() => false, REST_MS);
        leftovers = watch.stop();
      }
      stage.throwIfBroken();
    });
    if (broken && DIED.has(broken.kind) && stage.gate.released.length === 0) {
      throw new CheckSetupError(`the listener does not start: ${broken.message}${saidOf(stage)}`, {
        cause: broken.cause,
      });
    }
    const profile = profileOf(stage, restMs, options);
    return { history: stage.history, broken, profile, unheard: unheardOf(stage), leftovers };
  } finally {
    watch?.stop();
    await stage.close();
  }
}

/** The first that is not acknowledged is waited for as long as it may take; others no longer. */
async function handleAll(stage: Stage): Promise<void> {
  while (await stage.publishNext()) {
    for (let flight = stage.gate.held[0]; flight; flight = stage.gate.held[0]) {
      stage.gate.release(flight);
      const it = flight;
      if (await stage.until(() => it.isAcked, stage.quietMs)) continue;
      stage.note({ f: 'held', ...flight.facts });
      stage.quietMs = REST_MS;
    }
  }
  await drain(stage);
}

/** @returns how long the listener may go on when all is acknowledged */
async function restOf(stage: Stage, isProcess: boolean): Promise<number> {
  const { copyState, showsState } = stage.cast;
  if (isProcess) return REST_MS;
  if (!copyState || !showsState) return BLIND_REST_MS;
  const before = await copyState(stage.state);
  await stage.until(() => false, REST_MS);
  return isDeepStrictEqual(before, stage.state) ? 0 : REST_MS;
}

/** @throws Broken when a handler takes longer than the server waits */
function throwIfTooSlow(stage: Stage): void {
  for (const { facts, ackWaitMs, tookMs = 0 } of stage.gate.released) {
    if (tookMs <= ackWaitMs) continue;
    const [took, waits] = [tookMs, ackWaitMs].map((ms) => (ms / 1000).toFixed(1));
    throw new Broken(
      'ack wait too short',
      `event ${facts.event} took ${took} s, and the server waits ${waits} s for its ack: it comes ` +
        'again while it is being handled, each time',
    );
  }
}

function profileOf(stage: Stage, restMs: number, { quietMs, isProcess }: CalmOptions): Profile {
  const times = stage.gate.released.map(({ tookMs = 0 }: Flight) => tookMs);
  // The first one has much to load and to compile.
  const slowestMs = Math.max(0, ...(times.length > 1 ? times.slice(1) : times));
  const max = isProcess ? QUIET_MS.process : QUIET_MS.function;
  const usual = isProcess ? max : Math.min(max, Math.max(QUIET_MS_MIN, SLOWNESS * slowestMs));
  const subscriptions = stage.history.flatMap((entry) => (entry.f === 'subscribed' ? [entry] : []));
  return {
    subscriptions,
    isQueueGroup: subscriptions.length > 0 && subscriptions.every(({ queue }) => queue !== ''),
    canCopy: isProcess || stage.cast.copyState !== undefined,
    handlingMs: slowestMs,
    quietMs: quietMs ?? Math.max(usual, 2 * slowestMs),
    restMs,
  };
}

/** The last that it printed, which may say why. */
function saidOf({ history }: Stage): string {
  const said = history.flatMap((entry) =>
    entry.f === 'said' && entry.text.trim() !== '' ? [entry.text] : [],
  );
  return said
    .slice(-LAST_WORDS)
    .map((line) => `\n  it printed: ${line}`)
    .join('');
}

function unheardOf({ cast, history }: Stage): number[] {
  const heard = new Set(history.flatMap((entry) => (entry.f === 'delivered' ? [entry.event] : [])));
  return cast.events.map((_, i) => i + 1).filter((event) => !heard.has(event));
}
