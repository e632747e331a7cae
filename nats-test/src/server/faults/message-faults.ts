import { toMilliseconds } from '../../base/duration';
import { FaultError, SetFault, type Fault } from './fault';
import { checkOptions } from './options';
import { matcherOf, type MessageFacts, type Which } from './filter';

/** Far more than any network repeats. */
const COPIES_MAX = 1000;

/** How often a fault strikes. */
export interface TimesOption {
  /** After so many strikes it lifts itself; left out, it strikes until it is lifted. */
  readonly times?: number;
}

/** What a repeating fault does. */
export interface RepeatOptions extends TimesOption {
  /** How many come beside the one; default 1. */
  readonly copies?: number;
}

/**
 * Faults that strike messages on their way. When several match one message, the one that was set
 * first strikes, and it alone. The server counts as if nothing had happened: what it has sent is
 * pending until the ack wait is over.
 */
export interface MessageFaults {
  /**
   * Loses what matches; default: everything.
   * @throws FaultError when the filter or the number of times makes no sense, or the server has been
   * stopped
   */
  drop(which?: Which, options?: TimesOption): Fault;
  /**
   * Holds back what matches, so that what follows may overtake it. What is held back when the fault
   * is lifted still comes, in its time; a restart loses it.
   * @param duration milliseconds or a text such as `2s`, on the server's clock
   * @throws FaultError as above; RangeError when the duration is none
   */
  delay(duration: number | string, which?: Which, options?: TimesOption): Fault;
  /**
   * Lets what matches come more than once, at once.
   * @throws FaultError as above
   */
  repeat(which?: Which, options?: RepeatOptions): Fault;
}

/** What becomes of a message. */
export type Effect =
  | { readonly kind: 'drop' }
  | { readonly kind: 'delay'; readonly delayMs: number }
  | { readonly kind: 'repeat'; readonly copies: number };

interface Rule {
  readonly matches: (message: MessageFacts) => boolean;
  readonly effect: Effect;
  readonly fault: SetFault;
}

/** What the faults of one direction need of their surroundings. */
export interface MessageFaultHost {
  /** @throws FaultError when there is no server for a fault to be set on */
  readonly checkRuns: () => void;
  /** A fault was set or has ended. */
  readonly onChange: () => void;
  /** A filter has thrown, and its fault is lifted. */
  readonly onError: (error: Error) => void;
}

/** The faults of one direction, in the order of setting. */
export class MessageFaultList implements MessageFaults {
  private readonly host: MessageFaultHost;
  /** A new list with every change: a filter may lift faults, or set some, while it is gone through. */
  private rules: readonly Rule[] = [];

  constructor(host: MessageFaultHost) {
    this.host = host;
  }

  get isEmpty(): boolean {
    return this.rules.length === 0;
  }

  drop(which: Which = {}, options: TimesOption = {}): Fault {
    return this.set(which, options, { kind: 'drop' });
  }

  delay(duration: number | string, which: Which = {}, options: TimesOption = {}): Fault {
    const delayMs = toMilliseconds(duration);
    if (!(delayMs >= 0))
      throw new RangeError(`a delay cannot be ${duration}: time does not go back`);
    return this.set(which, options, { kind: 'delay', delayMs });
  }

  repeat(which: Which = {}, options: RepeatOptions = {}): Fault {
    checkOptions(options, ['times', 'copies']);
    const { copies = 1, ...others } = options;
    checkCount('copies', copies);
    if (copies > COPIES_MAX) {
      throw new FaultError(`copies may be ${COPIES_MAX} at most: a client gets them at once`);
    }
    return this.set(which, others, { kind: 'repeat', copies });
  }

  /**
   * Lets a message arrive as its fault wants it: once, never, or more than once.
   * @param hold called instead of `arrive` when it is to come later
   */
  pass(message: MessageFacts, arrive: () => void, hold: (delayMs: number) => void): void {
    const effect = this.strike(message);
    switch (effect?.kind) {
      case undefined:
        arrive();
        return;
      case 'drop':
        return;
      case 'repeat':
        for (let i = 0; i <= effect.copies; i++) arrive();
        return;
      case 'delay':
        hold(effect.delayMs);
    }
  }

  clear(): void {
    for (const { fault } of this.rules) fault.lift();
  }

  /** What is to become of a message; undefined when it goes its way. Counts the strike. */
  private strike(message: MessageFacts): Effect | undefined {
    const rule = this.rules.find((it) => it.fault.active && this.matches(it, message));
    rule?.fault.strike();
    return rule?.effect;
  }

  private set(which: Which, options: TimesOption, effect: Effect): Fault {
    this.host.checkRuns();
    checkOptions(options, ['times']);
    const { times = Infinity } = options;
    if (times !== Infinity) checkCount('times', times);
    const matches = matcherOf(which);
    const rule: Rule = {
      matches,
      effect,
      fault: new SetFault(times, () => {
        this.rules = this.rules.filter((it) => it !== rule);
        this.host.onChange();
      }),
    };
    this.rules = [...this.rules, rule];
    this.host.onChange();
    return rule.fault;
  }

  /** A function of a test's must not tear the server, nor end the process: see {@link Which}. */
  private matches({ matches, fault }: Rule, message: MessageFacts): boolean {
    try {
      // It may have lifted its own fault.
      return matches(message) && fault.active;
    } catch (thrown) {
      const error =
        thrown instanceof Error
          ? thrown
          : new FaultError('a filter threw what is no Error: see its cause', { cause: thrown });
      fault.fail(error);
      this.host.onError(error);
      return false;
    }
  }
}

function checkCount(name: string, count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new FaultError(`${name} cannot be ${count}: it must be a whole number from 1`);
  }
}
