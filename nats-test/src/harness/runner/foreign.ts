import type { Delivery } from '../client/harness-client';
import type { Payload } from './payload';

/** Of an event that nobody here knows, so much is told. */
const STRANGE_SHOWN_MAX = 40;

/** What others do on the channels of a scenario while it is played. */
export interface Foreign {
  /** Another run publishes there. */
  isShared: boolean;
  /** What came and is of no run of this software. */
  strange: string | undefined;
}

/**
 * Takes note of an event that is not of this run. Those that were there before have lower sequences
 * than all of the scenario's, and say nothing.
 * @param firstSequence the lowest of the scenario's own events; undefined before it is known
 */
export function noticeForeign(
  foreign: Foreign,
  firstSequence: number | undefined,
  payload: Payload | undefined,
  { sequence, data }: Delivery,
): void {
  if (firstSequence === undefined || sequence < firstSequence) return;
  if (payload) foreign.isShared = true;
  else foreign.strange ??= data.slice(0, STRANGE_SHOWN_MAX);
}
