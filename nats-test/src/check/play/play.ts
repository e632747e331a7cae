import type { History } from '../history';
import type { Schedule } from '../schedule';
import { CheckSetupError } from '../setup-error';
import { messageOf } from '../../base/message-of';
import { Broken } from './broken';
import { drain } from './drain';
import { perform } from './perform';
import type { Profile } from './profile';
import { Stage, type Cast } from './stage';

/** Asks the user whether all is as it should be; throws, or gives false, when it is not. */
export type Invariant = (state: unknown) => unknown;

/** What came of a schedule. */
export interface Played {
  readonly history: History;
  readonly broken: Broken | undefined;
}

/** How often an invariant that does not hold is asked again: work may still be under way. */
const SECOND_LOOKS = 3;
const SECOND_LOOK_MS = 50;

/** Plays one schedule to its end, or until the listener fails. */
export async function play(
  cast: Cast,
  profile: Profile,
  schedule: Schedule,
  invariant: Invariant | undefined,
): Promise<Played> {
  const stage = new Stage(cast, profile, false);
  try {
    await stage.open();
    const broken = await brokenBy(async () => {
      await begin(stage, schedule);
      for (const step of schedule.steps) await perform(stage, step);
      await drain(stage);
      await askInvariant(stage, invariant);
      for (const life of [...stage.troupe.lives]) await stage.troupe.stop(life);
      stage.throwIfBroken();
    });
    return { history: stage.history, broken };
  } finally {
    await stage.close();
  }
}

async function begin(stage: Stage, { members, late }: Schedule): Promise<void> {
  while (stage.published < late && (await stage.publishNext()));
  for (let i = 0; i < members; i++) await stage.startMember(stage.troupe.nextName(), false);
}

/** @throws what is no fault of the listener */
export async function brokenBy(work: () => Promise<void>): Promise<Broken | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Broken) return error;
    throw error;
  }
}

/**
 * Asks when all is acknowledged; what does not hold at once may hold a little later.
 * @throws Broken when it does not hold
 */
export async function askInvariant(stage: Stage, invariant: Invariant | undefined): Promise<void> {
  if (!invariant) return;
  const { restMs } = stage.profile;
  if (restMs > 0) await stage.until(() => false, restMs);
  let broken: Broken | undefined;
  const { gate } = stage;
  for (let look = 0; look <= SECOND_LOOKS; look++) {
    if (look > 0) await stage.until(() => false, Math.min(stage.quietMs, SECOND_LOOK_MS));
    // What it has published itself may be for itself.
    if (gate.held.length > 0) {
      await drain(stage);
      look = 0;
    }
    broken = await failureOf(invariant, stage);
    if (!broken) return;
  }
  throw broken ?? new Error('an invariant is asked at least once');
}

async function failureOf(invariant: Invariant, stage: Stage): Promise<Broken | undefined> {
  const { startMs } = stage.cast;
  let timer: NodeJS.Timeout | undefined;
  const never = new Promise<never>((_, reject) => {
    const limit = (): void => {
      reject(
        new CheckSetupError(
          `the invariant has not come to an end in ${startMs / 1000} s: have its promise resolve`,
        ),
      );
    };
    timer = setTimeout(limit, startMs);
  });
  try {
    const result = await Promise.race([Promise.resolve(invariant(stage.state)), never]);
    return result === false ? new Broken('invariant', 'the invariant gave false') : undefined;
  } catch (error) {
    if (error instanceof CheckSetupError) throw error;
    return new Broken('invariant', messageOf(error), error);
  } finally {
    clearTimeout(timer);
  }
}
