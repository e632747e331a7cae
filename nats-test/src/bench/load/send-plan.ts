import type { Extent, Pace } from '../plan';
import { roundSchedule } from './round-schedule';

/** What a publisher is to do next. */
export type NextSend =
  | { readonly kind: 'send'; readonly intendedUs: number; readonly isMeasured: boolean }
  /** Wait for an ack. */
  | { readonly kind: 'full' }
  | { readonly kind: 'end' };

/** What one publisher sends and when. It reads no clock: times are handed in. */
export interface SendPlan {
  /**
   * @param number of the message, from 0
   * @param inFlight messages without an answer
   * @param roomUs when there was room for it: now, or when an ack came
   */
  next(number: number, inFlight: number, roomUs: number): NextSend;
}

/** What a publisher's plan is made of. */
export interface SendPlanOptions {
  readonly pace: Pace;
  readonly warmUp: Extent;
  readonly extent: Extent;
  /** From 0. */
  readonly publisher: number;
  readonly publishers: number;
  readonly startUs: number;
}

const US_PER_MS = 1000;

export function createSendPlan(options: SendPlanOptions): SendPlan {
  return options.pace.kind === 'rate'
    ? scheduledPlan(options, options.pace)
    : windowPlan(options, options.pace.window);
}

/** Message k of the whole schedule belongs to publisher k modulo their number. */
function scheduledPlan(
  { warmUp, extent, publisher, publishers, startUs }: SendPlanOptions,
  { steps, window }: Extract<Pace, { kind: 'rate' }>,
): SendPlan {
  const schedule = roundSchedule(steps, warmUp, extent);
  return {
    next: (number, inFlight) => {
      const at = publisher + number * publishers;
      if (at >= schedule.total) return { kind: 'end' };
      if (inFlight >= window) return { kind: 'full' };
      return {
        kind: 'send',
        intendedUs: startUs + schedule.timeOf(at),
        isMeasured: at >= schedule.warmUp,
      };
    },
  };
}

function windowPlan(
  { warmUp, extent, publisher, publishers, startUs }: SendPlanOptions,
  window: number,
): SendPlan {
  const warmUpMessages =
    warmUp.kind === 'messages' ? shareOf(warmUp.messages, publisher, publishers) : Infinity;
  const warmUpEndUs = warmUp.kind === 'time' ? startUs + warmUp.durationMs * US_PER_MS : Infinity;
  const messages =
    extent.kind === 'messages' ? shareOf(extent.messages, publisher, publishers) : Infinity;
  let first: { readonly number: number; readonly intendedUs: number } | undefined;
  return {
    next: (number, inFlight, roomUs) => {
      if (inFlight >= window) return { kind: 'full' };
      // The first ones have had room from the beginning.
      const intendedUs = number < window ? startUs : Math.max(startUs, roomUs);
      const isMeasured =
        first !== undefined || number >= warmUpMessages || intendedUs >= warmUpEndUs;
      if (isMeasured) {
        first ??= { number, intendedUs };
        if (number - first.number >= messages) return { kind: 'end' };
        if (extent.kind === 'time') {
          // By the start of all where that is known, so that publishers end together.
          const fromUs = warmUp.kind === 'time' ? warmUpEndUs : first.intendedUs;
          if (intendedUs >= fromUs + extent.durationMs * US_PER_MS) return { kind: 'end' };
        }
      }
      return { kind: 'send', intendedUs, isMeasured };
    },
  };
}

/** As evenly as it goes: the first ones get what is left over. */
function shareOf(messages: number, publisher: number, publishers: number): number {
  return Math.floor(messages / publishers) + (publisher < messages % publishers ? 1 : 0);
}
