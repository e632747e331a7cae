import type { History, Operation } from '../../../history/operation';

/** What a mark on the time line looks like. */
export type MarkKind =
  | 'published'
  | 'refused'
  | 'unclear'
  | 'delivered'
  | 'redelivered'
  | 'acknowledged'
  | 'ack-lost'
  | 'connected'
  | 'lost'
  | 'crashed'
  | 'begun'
  | 'ended'
  | 'other';

/** Something at one moment of one client. */
export interface Mark {
  readonly kind: MarkKind;
  readonly client: string;
  /** When it was asked for, or seen. */
  readonly atMs: number;
  /** The request and its answer, or what was seen. */
  readonly operations: readonly [Operation, ...Operation[]];
}

/** Marks for all that clients did and saw, in the order of time; a request and its answer are one. */
export function marksOf(history: History): Mark[] {
  const answers = new Map<number, Operation>();
  for (const operation of history) {
    if ('id' in operation && operation.type !== 'invoke') answers.set(operation.id, operation);
  }
  return history.flatMap((operation): Mark[] => {
    const { client, timeMs: atMs } = operation;
    if (!('id' in operation)) {
      const kind = kindOfSighting(operation);
      return kind === undefined ? [] : [{ kind, client, atMs, operations: [operation] }];
    }
    if (operation.type !== 'invoke') return [];
    const answer = answers.get(operation.id);
    const operations = [operation, ...(answer ? [answer] : [])] as const;
    return [{ kind: kindOfRequest(operation, answer), client, atMs, operations }];
  });
}

function kindOfRequest({ f }: Operation, answer: Operation | undefined): MarkKind {
  if (answer?.type === 'fail') return 'refused';
  // Without an answer nobody knows what became of it, either.
  if (answer?.type !== 'ok') return 'unclear';
  if (f === 'publish') return 'published';
  if (f === 'connect') return 'connected';
  if (f === 'subscribe') return 'begun';
  return f === 'ping' ? 'other' : 'ended';
}

/** Undefined for what is a stretch of time, or of no client. */
function kindOfSighting(operation: Operation): MarkKind | undefined {
  switch (operation.f) {
    case 'deliver':
      return operation.redelivered ? 'redelivered' : 'delivered';
    case 'ack':
      return 'acknowledged';
    case 'ack lost':
      return 'ack-lost';
    case 'crash':
      return 'crashed';
    case 'lost':
      return 'lost';
    case 'book':
    case 'registered':
      return 'other';
    case 'connect':
    case 'disconnect':
    case 'publish':
    case 'subscribe':
    case 'close':
    case 'unsubscribe':
    case 'ping':
    case 'freeze':
    case 'thaw':
    case 'pause':
    case 'fault':
    case 'phase':
    case 'end':
      return undefined;
  }
}
