import type { Payload } from '../load/payload';
import { Bits } from './bits';

/** A message that came, as far as verification looks at it. */
export interface Arrival extends Pick<Payload, 'publisher' | 'number'> {
  /** From 0. */
  readonly channel: number;
  /** The server says that it has sent it before. */
  readonly isRedelivery: boolean;
}

/** What all members of one identity have got, plain enough for a pipe. */
export interface ReceivedFacts {
  /** Index of the identity in the plan. */
  readonly identity: number;
  /** By publisher: the numbers that came. */
  readonly seen: readonly Uint8Array[];
  readonly duplicated: number;
  readonly reordered: number;
  readonly redelivered: number;
  /** The first few, in a sentence each. */
  readonly examples: readonly string[];
}

/** Whether something came for the first time. */
export type Seen = 'first' | 'redelivered' | 'duplicate';

const EXAMPLES_MAX = 5;

/** Keeps book of what the members of one identity get, who live in one process for that. */
export class Received {
  readonly #identity: number;
  readonly #name: string;
  readonly #seen: Bits[] = [];
  readonly #unmarked: Bits[] = [];
  readonly #examples: string[] = [];
  #duplicated = 0;
  #reordered = 0;
  #redelivered = 0;
  #finished = 0;

  /** @param name of the identity, for sentences */
  constructor(identity: number, name: string, publishers: number) {
    this.#identity = identity;
    this.#name = name;
    for (let i = 0; i < publishers; i++) {
      this.#seen.push(new Bits());
      this.#unmarked.push(new Bits());
    }
  }

  /** How many different messages have come and been worked on. */
  get finished(): number {
    return this.#finished;
  }

  /** A message that came for the first time has been worked on; at once, where nobody works. */
  finishOne(): void {
    this.#finished++;
  }

  /**
   * @param last the last numbers of this very member, which alone have an order
   */
  take(arrival: Arrival, last: Order): Seen {
    const { publisher, number, channel, isRedelivery } = arrival;
    const isNew = this.#seen[publisher]?.add(number) === true;
    if (isRedelivery) {
      this.#redelivered++;
      return isNew ? 'first' : 'redelivered';
    }
    if (this.#unmarked[publisher]?.add(number) !== true) {
      this.#duplicated++;
      this.#say(`${this.#name} got ${nameOf(arrival)} twice, the second time with no mark`);
      return 'duplicate';
    }
    const before = last.after(publisher, channel, number);
    if (before > number) {
      this.#reordered++;
      this.#say(`${this.#name} got ${nameOf(arrival)} behind its message ${before + 1}`);
    }
    // Behind its own redelivery: that may have overtaken it, on the connection of another member.
    return isNew ? 'first' : 'redelivered';
  }

  facts(): ReceivedFacts {
    return {
      identity: this.#identity,
      seen: this.#seen.map((bits) => bits.toBytes()),
      duplicated: this.#duplicated,
      reordered: this.#reordered,
      redelivered: this.#redelivered,
      examples: this.#examples,
    };
  }

  #say(example: string): void {
    if (this.#examples.length < EXAMPLES_MAX) this.#examples.push(example);
  }
}

/** What one member has last got of each publisher on each channel. */
export class Order {
  readonly #channels: number;
  readonly #last: number[];

  constructor(publishers: number, channels: number) {
    this.#channels = channels;
    this.#last = new Array<number>(publishers * channels).fill(-1);
  }

  /** The highest number so far, -1 for none; then `number` counts, too. */
  after(publisher: number, channel: number, number: number): number {
    const at = publisher * this.#channels + channel;
    const before = this.#last[at] ?? -1;
    if (number > before) this.#last[at] = number;
    return before;
  }
}

/** `message 7 of publisher 1`: people count from 1. */
export function nameOf({ publisher, number }: Pick<Arrival, 'publisher' | 'number'>): string {
  return `message ${number + 1} of publisher ${publisher + 1}`;
}
