import * as fc from 'fast-check';

import { messageOf } from '../base/message-of';
import { casesFrom, casesOf, firstSchedules, termsOf, type Case, type Terms } from './arbitrary';
import { createCast, invariantOf, readPoison } from './cast';
import { addUp, count } from './count';
import { EventError, readEvents, type Event } from './events';
import { refuseFakeTimers } from './fake-timers';
import { FreshStates } from './fresh-state';
import type { History } from './history';
import type { CheckOptions } from './options';
import type { Broken } from './play/broken';
import { runCalmly, type Calm } from './play/calm-run';
import { play, type Played } from './play/play';
import type { Cast } from './play/stage';
import { readOptions } from './read-options';
import { describeReport } from './report/describe-report';
import { CALM } from './schedule';
import { CheckSetupError } from './setup-error';
import { NOTHING_EXPLORED, type CheckFailure, type CheckReport, type Explored } from './verdict';
import { warningsOf } from './warnings';

const SCHEDULES = { start: 200, command: 20 };
const SEED_BOUND = 2 ** 31;
/** Then the smallest one so far is small enough. */
const SHRINKS_MAX = 400;
const SHRINK_MS_MAX = { start: 15_000, command: 90_000 };
/** How often a failure is played again, to see whether it always comes. */
const REPLAYS = 2;
/** How many of the smallest ones are played again, until one always fails. */
const CONFIRMED_MAX = 4;
/** So many more steps are worth it. */
const STEPS_MORE_MAX = 2;

/** How many lists of events the one of the calm run is chosen from. */
const SAMPLES = 10;

type Report = Omit<CheckReport, 'text'>;

/**
 * Checks a listener, whatever comes of it.
 * @param caller where it was asked for
 * @throws CheckSetupError
 */
export async function exploreListener(
  given: CheckOptions,
  caller: string | undefined,
): Promise<CheckReport> {
  try {
    const options = readOptions(given);
    refuseFakeTimers();
    const report = await new Exploration(options).run();
    return {
      ...report,
      text: describeReport(report, { colours: false, ...(caller && { caller }) }),
    };
  } catch (error) {
    if (!(error instanceof EventError) && !(error instanceof CheckSetupError)) throw error;
    const where = caller === undefined ? '' : `${caller}: `;
    throw new CheckSetupError(`${where}${error.message}`, { cause: error.cause ?? error });
  }
}

/** A failing case, and what happened in it. */
interface Found {
  readonly it: Case;
  readonly broken: Broken;
  readonly history: History;
}

/** Ends the making of schedules: to let all that are left pass would take long, too. */
class Stopped extends Error {}

class Exploration {
  private readonly options: CheckOptions;
  private readonly seed: number;
  private readonly schedulesMax: number;
  private readonly states = new FreshStates();
  private explored: Explored = NOTHING_EXPLORED;
  /** What fails, each smaller than the one before. */
  private readonly all: Found[] = [];
  private shrinks = 0;
  private isStopped = false;
  /** When the first failure was found, in real milliseconds. */
  private foundAtMs: number | undefined;

  constructor(options: CheckOptions) {
    this.options = options;
    this.seed = options.seed ?? Math.floor(Math.random() * SEED_BOUND);
    this.schedulesMax =
      options.schedules ?? (options.command === undefined ? SCHEDULES.start : SCHEDULES.command);
  }

  async run(): Promise<Report> {
    const { options, seed } = this;
    const first = this.calmEvents();
    const calm = await this.runCalmly(first);
    const warnings = warningsOf(calm, options);
    if (calm.broken) {
      const failure = await this.confirmCalm(first, calm, calm.broken);
      return { verdict: 'failed', seed, explored: count(calm.history), warnings, failure };
    }
    const { members = 2, poison = [], without = [] } = options;
    const terms = termsOf(calm.profile, { members, hasPoison: poison.length > 0, without });
    const failure = await this.explore(terms, calm);
    const { explored } = this;
    if (failure) return { verdict: 'failed', seed, explored, warnings, failure };
    const reason = this.reasonForDoubt(calm);
    if (reason !== undefined) return { verdict: 'unknown', reason, seed, explored, warnings };
    return { verdict: 'passed', seed, explored, warnings };
  }

  private async runCalmly(given: readonly unknown[]): Promise<Calm> {
    const { options } = this;
    const invariant = invariantOf(options, given);
    return runCalmly(await this.cast(given), {
      quietMs: options.quietMs,
      isProcess: options.command !== undefined,
      invariant,
    });
  }

  private get found(): Found | undefined {
    return this.all.at(-1);
  }

  private get isSmallEnough(): boolean {
    if (this.foundAtMs === undefined) return false;
    const ms = this.options.command === undefined ? SHRINK_MS_MAX.start : SHRINK_MS_MAX.command;
    return this.shrinks >= SHRINKS_MAX || performance.now() - this.foundAtMs > ms;
  }

  /** What the calm run is played with: much of it shows more of the listener. */
  private calmEvents(): readonly unknown[] {
    const { options, seed } = this;
    if (!isArbitrary(options.events)) return options.events;
    const samples = fc.sample(options.events, { seed, numRuns: SAMPLES });
    return samples.reduce((one, other) => (other.length > one.length ? other : one));
  }

  private async explore(terms: Terms, calm: Calm): Promise<CheckFailure | undefined> {
    const { options, seed, schedulesMax } = this;
    const { events } = options;
    const cases = isArbitrary(events) ? casesFrom(events, terms) : casesOf(events, terms);
    const property = fc.asyncProperty(cases, async (it) => {
      if (this.isStopped || this.isSmallEnough) return;
      // What lies beside a path is another schedule.
      if (options.path !== undefined && this.explored.schedules > 0) return;
      if (options.signal?.aborted === true) {
        this.isStopped = true;
        throw new Stopped();
      }
      const played = await this.play(it, calm);
      this.explored = addUp(this.explored, count(played.history));
      if (this.found) this.shrinks++;
      options.onProgress?.({
        ...{ schedules: this.explored.schedules, schedulesMax },
        isShrinking: this.found !== undefined,
      });
      const { broken, history } = played;
      // A smaller one that fails for another reason would be another story.
      if (!broken || (this.found && this.found.broken.kind !== broken.kind)) return;
      this.all.push({ it, broken, history });
      this.foundAtMs ??= performance.now();
      throw broken;
    });
    const check = async (): Promise<fc.RunDetails<[Case]>> =>
      fc.check(property, {
        seed,
        numRuns: options.path === undefined ? schedulesMax : 1,
        ...(options.path === undefined ? {} : { path: options.path, endOnFailure: true }),
        examples: isArbitrary(events)
          ? []
          : firstSchedules(terms).map((schedule): [Case] => [{ given: events, schedule }]),
      });
    const details = await check().catch((error: unknown) => {
      const isPath = options.path !== undefined && messageOf(error).startsWith('Unable to replay');
      throw isPath ? noSuchPath(options.path) : error;
    });
    if (!this.found) {
      // Nothing of the user's can make the property itself fail.
      if (details.failed && !(details.errorInstance instanceof Stopped))
        throw details.errorInstance;
      if (
        options.path !== undefined &&
        this.explored.schedules === 0 &&
        options.signal?.aborted !== true
      ) {
        throw noSuchPath(options.path);
      }
      return undefined;
    }
    return this.smallestOf(details.counterexamplePath ?? '', calm);
  }

  /**
   * Where the outcome depends on who is faster, the smallest one may fail less often than a larger
   * one: one that always fails is worth more, if it is not much larger.
   * @param path of the smallest one: each part of it leads to a smaller one that fails, too
   */
  private async smallestOf(path: string, calm: Calm): Promise<CheckFailure | undefined> {
    const { all } = this;
    const parts = path.split(':');
    let smallest: CheckFailure | undefined;
    for (const [i, found] of all.slice(-CONFIRMED_MAX).toReversed().entries()) {
      const steps = found.it.schedule.steps.length;
      if (smallest && steps > smallest.schedule.steps.length + STEPS_MORE_MAX) break;
      const its = parts.slice(0, Math.max(1, parts.length - i)).join(':');
      const confirmed = await this.confirm(failureOf(found, its), found, calm);
      if (!confirmed.otherwise) return confirmed;
      smallest ??= confirmed;
    }
    return smallest;
  }

  /** What fails though nothing goes wrong does so each time, or depends on something else. */
  private async confirmCalm(
    given: readonly unknown[],
    calm: Calm,
    broken: Broken,
  ): Promise<CheckFailure> {
    const failure = failureOf({ it: { given, schedule: CALM }, ...calm, broken }, '');
    if (broken.kind !== 'invariant') return failure;
    const again = await this.runCalmly(given);
    if (again.broken?.kind === broken.kind) return failure;
    const { history } = again;
    return { ...failure, otherwise: { message: again.broken?.message, history } };
  }

  /** A schedule is everything that a listener is told; what it makes of it twice should be the same. */
  private async confirm(
    failure: CheckFailure,
    { it, broken }: Found,
    calm: Calm,
  ): Promise<CheckFailure> {
    for (let i = 0; i < REPLAYS; i++) {
      const again = await this.play(it, calm);
      if (again.broken?.kind === broken.kind) continue;
      const { history } = again;
      return { ...failure, otherwise: { message: again.broken?.message, history } };
    }
    return failure;
  }

  private async play({ given, schedule }: Case, calm: Calm): Promise<Played> {
    const cast = await this.cast(given);
    return play(cast, calm.profile, schedule, invariantOf(this.options, given));
  }

  private async cast(given: readonly unknown[]): Promise<Cast> {
    const { options } = this;
    const events: Event[] = readEvents(given, options.channel);
    const cast = await createCast(options, events, readPoison(options, events));
    if (cast.showsState) this.states.see(cast.createState());
    return cast;
  }

  private reasonForDoubt({ unheard, profile }: Calm): string | undefined {
    const { explored, options } = this;
    if (options.signal?.aborted === true) return 'it was ended early';
    if (explored.schedules === 0) return 'no schedule was played';
    if (explored.deliveries === 0) {
      const channels = profile.subscriptions.map(({ channel }) => channel).join(', ');
      return `no event ever reached the listener: it subscribes to ${channels}, and the ${unheard.length} events go elsewhere`;
    }
    if (explored.redeliveries === 0) {
      return 'nothing was ever delivered again, so that nothing could have gone wrong: play more schedules';
    }
    return undefined;
  }
}

function noSuchPath(path: string): CheckSetupError {
  return new CheckSetupError(
    `there is no schedule at the path ${path}: give it with the seed, the events and the options that it was reported with`,
  );
}

function failureOf({ it, broken, history }: Found, path: string): CheckFailure {
  const { kind, message, cause } = broken;
  const { given: events, schedule } = it;
  return { kind, message, ...(cause !== undefined && { cause }), schedule, events, history, path };
}

function isArbitrary(events: CheckOptions['events']): events is fc.Arbitrary<readonly unknown[]> {
  return !Array.isArray(events);
}
