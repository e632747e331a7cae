/**
 * What can become of the next delivery, or happen instead of one, simplest first: shrinking goes
 * towards the front. All of it is what NATS Streaming is allowed to do, or what happens to services.
 */
export const STEPS = {
  handle: 'the next delivery arrives and is acknowledged',
  'lose ack': 'it is handled, and its ack is lost: it comes again',
  'lose delivery': 'it is lost on its way: it comes again, after others',
  overlap: 'it arrives, and what follows comes while it is still being handled',
  'come twice': 'it arrives, and comes again while it is still being handled',
  wait: 'the ack wait passes: all that is not acknowledged comes again',
  'crash before delivery': 'the listener dies before it arrives, and is started again',
  'crash while handling': 'the listener dies after it has arrived, before it is acknowledged',
  'crash before ack': 'it is handled, and the listener dies before the server has its ack',
  'crash after ack': 'the server has its ack, and the listener dies in that moment',
  'restart listener': 'the listener is stopped properly and started again',
  'restart server': 'the server starts again with its store, and so do the listeners',
  join: 'one more member of the queue group starts',
  leave: 'one member of the queue group stops properly',
  poison: 'an event that nobody can handle is published',
} as const;

export type StepKind = keyof typeof STEPS;

export interface Step {
  readonly kind: StepKind;
  /** Among several that it could strike: 0 the one that is due first. */
  readonly pick: number;
}

/** What happens to a listener while the events are published one after another. After it all goes well. */
export interface Schedule {
  /** How many members start at first; 1 where the listener is in no queue group. */
  readonly members: number;
  /** How many events are published before the first member starts. */
  readonly late: number;
  readonly steps: readonly Step[];
}

/** Nothing happens. */
export const CALM: Schedule = { members: 1, late: 0, steps: [] };
