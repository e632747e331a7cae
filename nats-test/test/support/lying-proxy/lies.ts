import { StartPosition } from '../stan-wire';
import type { Lie } from './lie';

/** More than any scenario publishes. */
const NO_LIMIT = 100_000;

/** Ways in which a server breaks its promises, each of them alone. */
export const lies = {
  /** What a member of a queue group gets, another one gets, too. */
  'two members': {
    deliver: ({ inbox, others }) =>
      [inbox, ...others.slice(0, 1)].map((to) => ({ do: 'send', to })),
  },
  /** What is new comes twice, and both times as new. */
  twice: {
    deliver: ({ inbox, message }) =>
      (message.redelivered ? [inbox] : [inbox, inbox]).map((to) => ({ do: 'send', to })),
  },
  'forgets durables': { subscribe: (request) => ({ ...request, durableName: '' }) },
  'never redelivers': {
    deliver: ({ inbox, message }) => (message.redelivered ? [] : [{ do: 'send', to: inbox }]),
  },
  /** The acks of every second event come to nothing. */
  'redelivers what was acked': { acks: (sequence) => sequence % 2 === 0 },
  /** Every third event is gone, and the server believes that it was acknowledged. */
  loses: {
    deliver: ({ inbox, message }) =>
      message.sequence % 3 === 0 && !message.redelivered
        ? [{ do: 'ack' }]
        : [{ do: 'send', to: inbox }],
  },
  /** Every third event comes later than those behind it. */
  reorders: {
    deliver: ({ inbox, message }) =>
      message.sequence % 3 === 0
        ? [{ do: 'send', to: inbox, afterMs: 250 }]
        : [{ do: 'send', to: inbox }],
  },
  'ignores max in flight': { subscribe: (request) => ({ ...request, maxInFlight: NO_LIMIT }) },
  'keeps the closed': { keepsClosed: true },
  'lets two clients share an ID': { renameSecond: (clientId, nth) => `${clientId}-${nth}` },
  'never evicts': { answersHeartbeats: true },
  'forgets where to start': {
    subscribe: (request) => ({ ...request, startPosition: StartPosition.newOnly }),
  },
  /** The least ack wait that a client can ask for is 1 s. */
  'redelivers too early': {
    deliver: ({ inbox, message }) => [
      { do: 'send', to: inbox },
      ...(message.redelivered
        ? []
        : [
            {
              do: 'send',
              to: inbox,
              asRedelivered: true,
              afterMs: 300,
              unlessAcked: true,
            } as const,
          ]),
    ],
  },
} as const satisfies Readonly<Record<string, Lie>>;

export type LieName = keyof typeof lies;
