import fc from 'fast-check';

import type { Flaw, FlavourName, Kind, Sequence, Start, Step } from './step';

const STEPS_MAX = 28;

const client = fc.constantFrom(0, 0, 0, 0, 1, 1, 1, 2);
const sub = fc.constantFrom(0, 0, 0, 1, 1, 2);
const channel = fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 2);
const sequenceNumber = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 99);

const start: fc.Arbitrary<Start> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Start>({ at: 'first' }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom('new', 'last', 'future', 'long ago').map((at): Start => ({ at })),
  },
  {
    weight: 2,
    arbitrary: sequenceNumber.map((sequence): Start => ({ at: 'sequence', sequence })),
  },
  {
    weight: 2,
    arbitrary: fc
      .integer({ min: 0, max: 3 })
      .map((moments): Start => ({ at: 'moments ago', moments })),
  },
);

const kinds: readonly Kind[] = ['plain', 'durable', 'queue', 'durable queue'];

function subscribe(some: readonly Kind[]): fc.Arbitrary<Step> {
  return fc
    .record({
      do: fc.constant('subscribe' as const),
      sub,
      client,
      channel,
      kind: fc.constantFrom(...some),
      name: fc.constantFrom(0, 0, 0, 0, 0, 1),
      start,
      maxInFlight: fc.integer({ min: 1, max: 5 }),
      ackWaitSecs: fc.constantFrom(1, 1, 1, 2),
      flaw: fc.oneof(
        { weight: 30, arbitrary: fc.constant(undefined) },
        {
          weight: 1,
          arbitrary: fc.constantFrom<Flaw>(
            'ack wait',
            'max in flight',
            'channel',
            'durable name',
            'start',
            'client',
          ),
        },
      ),
    })
    .map(({ flaw, ...step }) => (flaw === undefined ? step : { ...step, flaw }));
}

const publish: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('publish' as const),
  client,
  channels: fc.array(channel, { minLength: 1, maxLength: 6 }),
});

const ack: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('ack' as const),
  sub,
  which: fc.constantFrom('all', 'all', 'oldest', 'newest', 'every other'),
  of: fc.constantFrom('own', 'own', 'own', 'group'),
});

const ackSequence: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('ack sequence' as const),
  sub,
  sequence: sequenceNumber,
});

const wait: fc.Arbitrary<Step> = fc
  .constantFrom(1, 3, 8, 11, 11, 15, 21)
  .map((tenths) => ({ do: 'wait', tenths }));

function withClient(
  verb: 'connect' | 'kill' | 'freeze' | 'thaw' | 'reconnect' | 'sign off' | 'ping',
) {
  return client.map((number): Step => ({ do: verb, client: number }));
}

function withSub(verb: 'close' | 'unsubscribe') {
  return sub.map((number): Step => ({ do: verb, sub: number }));
}

/** Weights that make sequences in which much happens: one client, one channel and waits are common. */
function step(flavour: FlavourName, some: readonly Kind[]): fc.Arbitrary<Step> {
  const isOftenFrozen = flavour === 'heartbeats';
  return fc.oneof(
    { weight: 7, arbitrary: subscribe(some) },
    { weight: 7, arbitrary: publish },
    { weight: 5, arbitrary: ack },
    { weight: 1, arbitrary: ackSequence },
    { weight: 5, arbitrary: wait },
    { weight: 2, arbitrary: withSub('close') },
    { weight: 1, arbitrary: withSub('unsubscribe') },
    { weight: 3, arbitrary: withClient('connect') },
    { weight: 1, arbitrary: withClient('sign off') },
    { weight: isOftenFrozen ? 2 : 1, arbitrary: withClient('kill') },
    { weight: isOftenFrozen ? 3 : 1, arbitrary: withClient('freeze') },
    { weight: 1, arbitrary: withClient('thaw') },
    { weight: 1, arbitrary: withClient('reconnect') },
    { weight: 1, arbitrary: withClient('ping') },
    ...(flavour === 'restarts'
      ? [{ weight: 3, arbitrary: fc.constant<Step>({ do: 'restart' }) }]
      : []),
  );
}

const flavour = fc.constantFrom<FlavourName>(
  ...Array<FlavourName>(12).fill('plain'),
  ...Array<FlavourName>(6).fill('heartbeats'),
  ...(['messages', 'bytes', 'subscriptions', 'age'] as const).flatMap((name) => [name, name]),
  'channels',
  'restarts',
);

/** The first is the one that a failure shrinks to. */
const firstClients = fc.constantFrom([0], [0, 1], [0, 1], [0, 1], [0, 1, 2]);

/** Sequences to be played on two servers. */
export function sequences(only?: FlavourName): fc.Arbitrary<Sequence> {
  return fc
    .tuple(
      only === undefined ? flavour : fc.constant(only),
      // Few kinds in one sequence, so that its subscriptions meet.
      fc.oneof(
        fc.constantFrom(...kinds.map((one) => [one])),
        fc.shuffledSubarray([...kinds], { minLength: 2, maxLength: 2 }),
      ),
    )
    .chain(([name, some]) =>
      fc
        .tuple(
          // Nothing happens without somebody who subscribes and somebody who publishes.
          fc.tuple(firstClients, subscribe(some), publish),
          fc.array(step(name, some), { minLength: 0, maxLength: STEPS_MAX, size: 'max' }),
        )
        .map(([[clients, ...first], others]) => ({
          flavour: name,
          steps: [
            ...clients.map((number): Step => ({ do: 'connect', client: number })),
            ...first,
            ...others,
          ],
        })),
    );
}

/** The sequence of a seed. */
export function sequenceOf(seed: number, flavour?: FlavourName): Sequence {
  return fc.sample(sequences(flavour), { seed, numRuns: 1 })[0]!;
}

/** Simpler sequences than one, the simplest first, each with those that are simpler than itself. */
export interface Simpler {
  readonly sequence: Sequence;
  simpler(): Iterator<Simpler>;
}

/** The sequence of a seed, with the way to simpler ones that fast-check knows. */
export function shrinkableSequenceOf(seed: number, flavour?: FlavourName): Simpler {
  const all = sequences(flavour);
  const captured: fc.Value<Sequence>[] = [];
  fc.sample(new Capture(all, captured), { seed, numRuns: 1 });
  const shrinkable = ({ value, context }: fc.Value<Sequence>): Simpler => ({
    sequence: value,
    simpler: () => all.shrink(value, context).map(shrinkable),
  });
  return shrinkable(captured[0]!);
}

/** Hands out what fast-check keeps to itself: a value with what it needs to be made simpler. */
class Capture<T> extends fc.Arbitrary<T> {
  private readonly inner: fc.Arbitrary<T>;
  private readonly captured: fc.Value<T>[];

  constructor(inner: fc.Arbitrary<T>, captured: fc.Value<T>[]) {
    super();
    this.inner = inner;
    this.captured = captured;
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<T> {
    const value = this.inner.generate(random, bias);
    this.captured.push(value);
    return value;
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.inner.canShrinkWithoutContext(value);
  }

  override shrink(value: T, context?: unknown): fc.Stream<fc.Value<T>> {
    return this.inner.shrink(value, context);
  }
}
