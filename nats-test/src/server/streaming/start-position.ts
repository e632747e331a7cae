import { formatWallTime } from '../../base/wall-time';
import { StartPosition, type SubscriptionRequest } from '../../protocol/streaming/messages';
import type { MsgStore } from '../stores/store';

/** Where a new subscription begins. */
export interface Start {
  /** The sequence before the first one it will get. */
  readonly lastSent: number;
  /** For the log. */
  readonly text: string;
}

/** Whether the number on the wire is one of the five positions. */
export function isStartPosition(value: number): boolean {
  return value >= StartPosition.newOnly && value <= StartPosition.first;
}

/** Turns what a request asks for into a sequence. In an empty channel every position is its beginning. */
export function startOf(request: SubscriptionRequest, msgs: MsgStore, wallNs: bigint): Start {
  const { first, last } = msgs;
  switch (request.startPosition) {
    case StartPosition.lastReceived: {
      const lastSent = Math.max(0, last - 1);
      return { lastSent, text: `last message, seq=${lastSent + 1}` };
    }
    case StartPosition.timeDelta: {
      const startNs = wallNs - BigInt(Math.trunc(request.startTimeDelta));
      const lastSent = Math.max(0, msgs.sequenceAt(startNs) - 1);
      const shown = formatWallTime(startNs);
      return { lastSent, text: `from time time='${shown}' seq=${lastSent + 1}` };
    }
    case StartPosition.sequence: {
      const asked = request.startSequence;
      let lastSent = 0;
      // Before the first message: from the first. Behind the last: new messages only.
      if (asked < first) lastSent = first - 1;
      else if (asked > last) lastSent = last;
      else if (asked > 0) lastSent = asked - 1;
      return {
        lastSent,
        text: `from sequence, asked_seq=${asked} actual_seq=${lastSent + 1}`,
      };
    }
    case StartPosition.first: {
      const lastSent = Math.max(0, first - 1);
      return { lastSent, text: `from beginning, seq=${lastSent + 1}` };
    }
    default:
      return { lastSent: last, text: `new-only, seq=${last + 1}` };
  }
}
