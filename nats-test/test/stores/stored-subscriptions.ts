import type { StoredSubscription } from '../../src/server/stores/store';

/** A subscription as the server has it, with what tests want to be different. */
export interface TestSubscription extends StoredSubscription {
  clientId: string;
  formerClientId: string;
  /** What the server knows to be pending. */
  readonly sequences: Set<number>;
}

export function newSubscription(fields: Partial<TestSubscription> = {}): TestSubscription {
  const sequences = new Set<number>();
  return {
    id: 0,
    lastSent: 0,
    clientId: 'me',
    formerClientId: '',
    inbox: 'inbox',
    ackInbox: 'ack-inbox',
    maxInFlight: 10,
    ackWaitSecs: 30,
    durableName: '',
    isDurable: false,
    groupName: '',
    sequences,
    pending: {
      bySequence: () => [...sequences].sort((a, b) => a - b).map((sequence) => ({ sequence })),
    },
    ...fields,
  };
}
