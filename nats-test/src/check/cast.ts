import { messageOf } from '../base/message-of';
import { placeOf } from './caller';
import { readEvent, type Event } from './events';
import { openFunctionListener } from './listener/function-listener';
import { inTime } from './listener/time-limit';
import { openProcessListener } from './listener/process-listener';
import type { CheckOptions } from './options';
import { copyPlain, isPlain } from './play/copy-state';
import type { Invariant } from './play/play';
import type { Cast } from './play/stage';
import { CheckSetupError } from './setup-error';

const START_MS = { start: 5000, command: 30_000 };
const MEMBERS = 2;

/** Who plays, as the options say. */
export async function createCast(
  options: CheckOptions,
  events: readonly Event[],
  poison: readonly Event[],
): Promise<Cast> {
  const { createState, members = MEMBERS } = options;
  const isProcess = options.command !== undefined;
  const startMs = options.startMs ?? (isProcess ? START_MS.command : START_MS.start);
  const open =
    options.command === undefined
      ? openFunctionListener({ start: options.start, startMs })
      : openProcessListener({ ...options, startMs });
  // Of the very state that is played with; whether it can be copied is the same for all.
  const state: unknown = await own('createState', startMs, () => createState?.());
  const isData = isPlain(state);
  const copy = options.copyState ?? (isData ? copyPlain : undefined);
  return {
    ...{ events, poison, open, startMs, members, isProcess },
    createState: () => state,
    disposeState: (it) => own('disposeState', startMs, () => options.disposeState?.(it)),
    copyState: isProcess || !copy ? undefined : (it) => own('copyState', startMs, () => copy(it)),
    showsState: isData && state !== undefined,
  };
}

/** What the user's own code throws is named by the option that it stands in; and so is what never ends. */
async function own<T>(option: string, ms: number, act: () => T | Promise<T>): Promise<T> {
  try {
    // At once: a state is copied before anything else can happen.
    const acting = Promise.resolve(act());
    const tooLong = `it did not come to an end in ${ms / 1000} s: have its promise resolve, or raise startMs`;
    return await inTime(acting, ms, tooLong);
  } catch (error) {
    const where = placeOf(error);
    throw new CheckSetupError(
      `${option} failed: ${messageOf(error)}${where === undefined ? '' : ` (${where})`}`,
      { cause: error },
    );
  }
}

/** The question that is asked in the end. */
export function invariantOf(
  { invariant }: CheckOptions,
  given: readonly unknown[],
): Invariant | undefined {
  // A list of its own: to sort it, or to take from it, must not change what is published next.
  return invariant && ((state) => invariant(state, [...given]));
}

/** What nobody can handle, on the channel of the first event. */
export function readPoison(
  { poison = [], channel }: CheckOptions,
  events: readonly Event[],
): Event[] {
  const where = channel ?? events[0]?.channel;
  return poison.map((it, i) => readEvent(it, where, `poison ${i + 1}`));
}
