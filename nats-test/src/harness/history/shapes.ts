import { FAULTS } from './fault';
import type { Operation, OperationOf, Phase } from './operation';

/** What a field holds: one of these words; `count` is a whole number from 0. */
export type FieldKind = 'text' | 'number' | 'count' | 'flag' | 'terms' | readonly string[];

/** One that may be missing. */
interface Optional {
  readonly maybe: FieldKind;
}

const maybe = (kind: FieldKind): Optional => ({ maybe: kind });

type Common = 'index' | 'timeMs' | 'client' | 'f' | 'type';
type Request = Extract<Operation, { readonly id: number }>['f'];
/** Fields that operations of one kind have and others need not have. */
type OwnField<F extends Operation['f']> = Exclude<
  keyof OperationOf<F>,
  Common | (F extends Request ? 'id' | 'error' : never)
>;
type ShapeOf<F extends Operation['f']> = {
  readonly [K in OwnField<F>]-?: object extends Pick<OperationOf<F>, K> ? Optional : FieldKind;
};

const event = { channel: 'text', subscription: 'text', value: 'text', sequence: 'count' } as const;

const requests: { readonly [F in Request]: ShapeOf<F> } = {
  connect: { clientId: 'text' },
  disconnect: {},
  publish: { channel: 'text', value: 'text', attemptOf: maybe('text') },
  subscribe: { channel: 'text', subscription: 'text', terms: 'terms' },
  close: { subscription: 'text' },
  unsubscribe: { subscription: 'text' },
  ping: {},
};

const sightings: { readonly [F in Exclude<Operation['f'], Request>]: ShapeOf<F> } = {
  deliver: { ...event, redelivered: 'flag', redeliveryCount: 'count' },
  ack: event,
  'ack lost': event,
  freeze: {},
  thaw: {},
  crash: {},
  lost: { error: 'text' },
  registered: { isRegistered: 'flag' },
  book: {
    ...{ subscription: 'text', value: 'text', entity: maybe('text') },
    ...{ version: 'number', amount: 'number', balance: 'number' },
  },
  pause: { pausedMs: 'number' },
  fault: {
    fault: Object.keys(FAULTS),
    state: ['begins', 'ends'],
    on: 'text',
    isLeader: maybe('flag'),
    isWiped: maybe('flag'),
    ms: maybe('number'),
  },
  phase: { phase: ['main', 'heal', 'settle', 'drain'] satisfies Phase[] },
  end: {},
};

/** What operations of one kind hold beside what all have. */
export interface Shape {
  readonly f: Operation['f'];
  /** It stands twice: as it was asked for, and as it was answered. */
  readonly isRequest: boolean;
  readonly fields: readonly Field[];
}

interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly isOptional: boolean;
}

/** By kind of operation. */
export const SHAPES: ReadonlyMap<unknown, Shape> = new Map(
  [
    ...Object.entries(requests).map(([f, fields]) => shape(f, true, fields)),
    ...Object.entries(sightings).map(([f, fields]) => shape(f, false, fields)),
  ].map((it) => [it.f, it]),
);

function shape(
  f: string,
  isRequest: boolean,
  fields: Readonly<Record<string, FieldKind | Optional>>,
): Shape {
  return {
    f: f as Operation['f'],
    isRequest,
    fields: Object.entries(fields).map(([name, kind]) =>
      typeof kind === 'object' && 'maybe' in kind
        ? { name, kind: kind.maybe, isOptional: true }
        : { name, kind, isOptional: false },
    ),
  };
}
