import type { Histogram } from 'hdr-histogram-js';

import { encodeHistogram, newHistogram, record } from '../latencies';
import type { IntervalFacts, Measured } from './protocol';

const US_PER_MS = 1000;

/** What a worker has measured of the messages that count. All times are CLOCK_MONOTONIC. */
export class Measures {
  readonly #intervalUs: number;
  readonly #publishDelay = newHistogram();
  readonly #publishAck = newHistogram();
  readonly #endToEnd = newHistogram();
  readonly #times: Partial<Record<Extract<keyof Measured, `${string}Us`>, number>> = {};
  #published = 0;
  #acknowledged = 0;
  #delivered = 0;
  #redelivered = 0;
  #startUs = 0;
  #interval: Interval | undefined;
  #closed: IntervalFacts[] = [];

  constructor(intervalMs: number) {
    this.#intervalUs = intervalMs * US_PER_MS;
  }

  /** From when intervals are counted. */
  startAt(startUs: number): void {
    this.#startUs = startUs;
  }

  /** @param isScheduled it was to be sent at a time of its own */
  sent(intendedUs: number, nowUs: number, isScheduled: boolean): void {
    const times = this.#times;
    times.firstIntendedUs = Math.min(times.firstIntendedUs ?? Infinity, intendedUs);
    times.firstSentUs ??= nowUs;
    times.lastSentUs = nowUs;
    this.#published++;
    if (isScheduled) record(this.#publishDelay, nowUs - intendedUs);
    this.#at(nowUs).published++;
  }

  acknowledged(intendedUs: number, nowUs: number): void {
    this.#times.lastAckUs = nowUs;
    this.#acknowledged++;
    record(this.#publishAck, nowUs - intendedUs);
    const interval = this.#at(nowUs);
    interval.acknowledged++;
    record((interval.publishAck ??= newHistogram(2)), nowUs - intendedUs);
  }

  delivered(identity: number, intendedUs: number, nowUs: number): void {
    this.#times.lastDeliveryUs = nowUs;
    this.#delivered++;
    record(this.#endToEnd, nowUs - intendedUs);
    const interval = this.#at(nowUs);
    interval.delivered[identity] = (interval.delivered[identity] ?? 0) + 1;
    record((interval.endToEnd ??= newHistogram(2)), nowUs - intendedUs);
  }

  redelivered(): void {
    this.#redelivered++;
  }

  /** The intervals that have ended since it was last asked. */
  takeIntervals(nowUs: number): IntervalFacts[] {
    if (this.#interval && this.#indexOf(nowUs) > this.#interval.index) this.#close();
    const closed = this.#closed;
    this.#closed = [];
    return closed;
  }

  /** The interval that has not ended, too. */
  takeAllIntervals(): IntervalFacts[] {
    this.#close();
    return this.takeIntervals(Infinity);
  }

  result(): Measured {
    return {
      ...this.#times,
      published: this.#published,
      acknowledged: this.#acknowledged,
      delivered: this.#delivered,
      redelivered: this.#redelivered,
      publishDelay: encodeHistogram(this.#publishDelay),
      publishAck: encodeHistogram(this.#publishAck),
      endToEnd: encodeHistogram(this.#endToEnd),
    };
  }

  #indexOf(nowUs: number): number {
    return Math.max(0, Math.floor((nowUs - this.#startUs) / this.#intervalUs));
  }

  #at(nowUs: number): Interval {
    const index = this.#indexOf(nowUs);
    if (this.#interval?.index !== index) {
      this.#close();
      this.#interval = { index, published: 0, acknowledged: 0, delivered: {} };
    }
    return this.#interval;
  }

  #close(): void {
    if (!this.#interval) return;
    const { publishAck, endToEnd, ...counts } = this.#interval;
    this.#closed.push({
      ...counts,
      ...(publishAck && { publishAck: encodeHistogram(publishAck) }),
      ...(endToEnd && { endToEnd: encodeHistogram(endToEnd) }),
    });
    this.#interval = undefined;
  }
}

interface Interval {
  readonly index: number;
  published: number;
  acknowledged: number;
  readonly delivered: Record<number, number>;
  publishAck?: Histogram;
  endToEnd?: Histogram;
}
