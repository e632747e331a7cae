import { delivered } from '../checkers/delivered';
import { order } from '../checkers/order';
import { startPosition } from '../checkers/start-position';
import type { Script } from './scenario';

const BEFORE = 6;
const AFTER = 1;
/** The second half of the events is younger than that, the first half older. */
const AGO_MS = 800;
const HALVES_APART_MS = 2 * AGO_MS;

const ACK = { does: 'ack' } as const;
const reader = { do: 'subscribe', client: 'reader', listener: ACK } as const;

export const startPositions: Script = {
  name: 'start-positions',
  lesson: 'A subscription begins where it says: deliver all available, or from some point on',
  explanation:
    'A channel keeps its events, and a subscription without a durable name begins where it asks to: ' +
    'with the first event there is (setDeliverAllAvailable), the last one, a sequence, a time, or, ' +
    'when it says nothing, only with what comes from now on.',
  expected: 'all from the first, the last one, from event 4, the younger half, nothing old',
  channel: 'nats-test.start-positions',
  steps: [
    { do: 'connect', client: 'publisher' },
    { do: 'connect', client: 'reader' },
    // From this one it is known which sequence each event has got.
    { ...reader, subscription: 'witness' },
    { do: 'publish', client: 'publisher', events: BEFORE / 2 },
    { do: 'wait', ms: HALVES_APART_MS },
    { do: 'publish', client: 'publisher', events: BEFORE / 2 },
    { do: 'await deliveries', to: ['witness'], count: BEFORE, withinMs: 10_000 },
    { ...reader, subscription: 'ago', start: { from: 'ago', agoMs: AGO_MS } },
    { ...reader, subscription: 'first', start: { from: 'first' } },
    { ...reader, subscription: 'last', start: { from: 'last' } },
    { ...reader, subscription: 'sequence', start: { from: 'event', event: 4 } },
    { ...reader, subscription: 'new' },
    { do: 'publish', client: 'publisher', events: AFTER },
    {
      do: 'await deliveries',
      to: ['ago', 'first', 'last', 'sequence', 'new'],
      count: BEFORE / 2 + BEFORE + 1 + BEFORE / 2 + 5 * AFTER,
      withinMs: 10_000,
    },
    { do: 'wait', ms: 300 },
  ],
  checkers: [startPosition(), order(), delivered()],
};
