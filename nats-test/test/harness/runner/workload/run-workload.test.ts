import { describe, expect, onTestFinished, test } from 'vitest';

import type { PlannedFault, PlannedStep } from '../../../../src/harness/generators/plan';
import { makePlan } from '../../../../src/harness/generators/make-plan';
import type { Fault } from '../../../../src/harness/history/fault';
import type { Operation, OperationOf } from '../../../../src/harness/history/operation';
import { runWorkload } from '../../../../src/harness/runner/workload/run-workload';
import type { Played } from '../../../../src/harness/runner/played';
import type { Workload } from '../../../../src/harness/scenarios/scenario';
import { listener, publisher } from '../../../../src/harness/scenarios/workloads/actors';
import { startServer, type EmbeddedServer } from '../../../../src/index';
import type { CleanUp } from '../../../support/lesson-server';
import { readMonitoring } from '../../../support/embedded-stage';

/** Ten events, one every 100 ms, once the listener is there. */
const EVENTS = Array.from({ length: 10 }, (_, i): PlannedStep => ({
  atMs: 300 + 100 * i,
  actor: 'p',
  do: 'publish',
  value: `p-${i + 1}`,
}));
const JOINS: readonly PlannedStep[] = [
  { atMs: 0, actor: 'p', do: 'join' },
  { atMs: 0, actor: 'l', do: 'join' },
];
const DURABLE = { durable: 'd', start: { from: 'first' } } as const;
const ACTORS = [publisher('p'), listener('l', DURABLE, { does: 'ack', afterMs: [0, 0] })];

interface Given {
  readonly steps?: readonly PlannedStep[];
  readonly faults?: readonly PlannedFault[];
  readonly more?: Partial<Workload>;
  readonly whilePlayed?: (server: EmbeddedServer) => void;
}

/** One publisher and one durable listener on an embedded server. */
async function play(cleanUp: CleanUp, given: Given = {}): Promise<Played> {
  const { steps = [], faults = [], more = {}, whilePlayed } = given;
  const server = await startServer();
  cleanUp(() => server.stop());
  const workload: Workload = {
    ...{ name: 'own', lesson: '', explanation: '', expected: '', channel: 'nats-test.own' },
    actors: ACTORS,
    generator: () => ({ steps: [...JOINS, ...EVENTS, ...steps], faults }),
    finalGenerator: [],
    proves: [],
    ...more,
  };
  const plan = makePlan(workload, {
    ...{ seed: 1, mainMs: 1500, faults: [], everyMs: 1000, isCluster: false },
  });
  const { url, clusterId, monitoringUrl = '' } = server;
  const connection = { url, clusterId };
  const target = { connection, monitoringUrl, close: () => Promise.resolve() };
  const never = new AbortController().signal;
  const writer = { write: () => undefined, failed: never };
  const played = runWorkload({ workload, plan, target }, 'run', () => undefined, never, writer);
  whilePlayed?.(server);
  const result = await played;
  if (result.problem !== undefined) return result;
  const { clients } = await readMonitoring(server, '/streaming/clientsz?subs=1');
  // Whatever became of it, nothing is left on a server that goes on.
  if ((clients as unknown[]).length > 0) {
    throw new Error(`left behind: ${JSON.stringify(clients)}`);
  }
  return result;
}

const of = <F extends Operation['f']>({ history }: Played, f: F): OperationOf<F>[] =>
  history.filter((operation): operation is OperationOf<F> => operation.f === f);

const firsts = (played: Played): string[] => [
  ...new Set(of(played, 'deliver').map(({ value }) => value)),
];

/** Events that the server has acknowledged; on a busy machine the publisher may come a little late. */
const stored = (played: Played): number =>
  of(played, 'publish').filter(({ type }) => type === 'ok').length;

const strike = (fault: Fault, on: string, more: Partial<PlannedFault> = {}): PlannedFault => ({
  ...{ atMs: 600, forMs: 300, fault, on },
  ...more,
});

describe.concurrent('a workload', () => {
  test('goes through its phases to its end', async ({ expect, onTestFinished }) => {
    const played = await play(onTestFinished);
    expect(of(played, 'phase').map(({ phase }) => phase)).toEqual([
      'main',
      'heal',
      'settle',
      'drain',
    ]);
    expect(played.history.at(-1)?.f).toBe('end');
    expect(firsts(played)).toHaveLength(stored(played));
    expect(played.problem).toBeUndefined();
  });

  test('has whoever is cut off come back under its client ID', async ({
    expect,
    onTestFinished,
  }) => {
    const played = await play(onTestFinished, { faults: [strike('cut', 'l')] });
    expect(of(played, 'lost').map(({ client }) => client)).toEqual(['l']);
    const ids = of(played, 'connect').filter(({ client }) => client === 'l');
    expect(new Set(ids.map(({ clientId }) => clientId)).size).toBe(1);
    const names = of(played, 'subscribe').map(({ subscription }) => subscription);
    expect(new Set(names)).toEqual(new Set(['l#1', 'l#2']));
    expect(firsts(played)).toHaveLength(stored(played));
  });

  test('has a client die after its work and before the ack, so that the event comes again', async ({
    expect,
    onTestFinished,
  }) => {
    const played = await play(onTestFinished, { faults: [strike('crash', 'l')] });
    const [crash] = of(played, 'crash');
    const last = of(played, 'deliver').findLast(({ index }) => index < (crash?.index ?? 0));
    const again = of(played, 'deliver').filter(({ value }) => value === last?.value);
    expect(again.map(({ redelivered }) => redelivered)).toEqual([false, true]);
  });

  test('loses acks on their way, so that the events come again', async ({
    expect,
    onTestFinished,
  }) => {
    const played = await play(onTestFinished, { faults: [strike('drop-acks', 'l', { each: 2 })] });
    const lost = of(played, 'ack lost').map(({ value }) => value);
    expect(lost.length).toBeGreaterThan(0);
    const again = of(played, 'deliver').filter(({ redelivered }) => redelivered);
    expect(again.map(({ value }) => value)).toEqual(lost);
  });

  test('sends acks twice, which does no harm', async ({ expect, onTestFinished }) => {
    const played = await play(onTestFinished, { faults: [strike('repeat-acks', 'l')] });
    expect(of(played, 'ack').length).toBeGreaterThan(stored(played));
    expect(of(played, 'deliver')).toHaveLength(stored(played));
  });

  test('waits for the answer to a goodbye, however long that is under way', async ({
    expect,
    onTestFinished,
  }) => {
    const played = await play(onTestFinished, {
      steps: [
        { atMs: 750, actor: 'l', do: 'leave', how: 'disconnect' },
        { atMs: 1400, actor: 'l', do: 'join' },
      ],
      faults: [strike('delay', 'l', { forMs: 800, ms: [300, 300] })],
    });
    expect(of(played, 'disconnect').map(({ type }) => type)).toEqual(['invoke', 'ok']);
    expect(of(played, 'lost')).toEqual([]);
  });

  test('has nothing pass for a while, and asks afterwards whether the server knows it', async ({
    expect,
    onTestFinished,
  }) => {
    const played = await play(onTestFinished, {
      faults: [strike('blackhole', 'l', { forMs: 800 })],
    });
    const [freeze, thaw] = [of(played, 'freeze')[0], of(played, 'thaw')[0]];
    // What was in the system's hands already still arrives.
    const frozenMs = (freeze?.timeMs ?? 0) + 400;
    const between = of(played, 'deliver').filter(
      ({ timeMs, index }) => timeMs > frozenMs && index < (thaw?.index ?? 0),
    );
    expect(between).toEqual([]);
    const ping = of(played, 'ping').find(
      ({ index, client }) => client === 'l' && index > (thaw?.index ?? Infinity),
    );
    expect(ping?.type).toBe('invoke');
    expect(firsts(played)).toHaveLength(stored(played));
  });

  test.each([
    { who: 'l', isAsked: true },
    // It is on the plan, and never connects: its registration can't run out.
    { who: 'idle', isAsked: false },
  ])('asks whether the server has given up $who: $isAsked', async ({ who, isAsked }) => {
    const played = await play(onTestFinished, {
      faults: [strike('blackhole', who)],
      more: { actors: [...ACTORS, listener('idle', DURABLE)], needs: ['heartbeats'] },
    });
    const asked = of(played, 'registered').filter(({ client }) => client === who);
    expect(asked.length > 0).toBe(isAsked);
    expect(of(played, 'freeze')).toHaveLength(isAsked ? 1 : 0);
  });

  test('makes all take longer for a while', async ({ expect, onTestFinished }) => {
    const faults = [strike('delay', 'p', { atMs: 550, forMs: 900, ms: [150, 200] })];
    const played = await play(onTestFinished, { faults });
    const [begins] = of(played, 'fault');
    const asked = of(played, 'publish').find(
      ({ index, type }) => type === 'invoke' && index > (begins?.index ?? Infinity),
    );
    const answered = of(played, 'publish').find(
      ({ id, type }) => id === asked?.id && type !== 'invoke',
    );
    expect((answered?.timeMs ?? 0) - (asked?.timeMs ?? 0)).toBeGreaterThanOrEqual(300);
  });

  test('says which faults struck whom, and when they ended', async ({ expect, onTestFinished }) => {
    const played = await play(onTestFinished, { faults: [strike('blackhole', 'l')] });
    const told = of(played, 'fault').map(({ fault, state, on }) => `${fault} ${state} ${on}`);
    expect(told).toEqual(['blackhole begins l', 'blackhole ends l']);
  });

  test('has a rival refused that claims the client ID of a living client', async ({
    expect,
    onTestFinished,
  }) => {
    const played = await play(onTestFinished, {
      steps: [{ atMs: 700, actor: 'l', do: 'claim ID' }],
    });
    const answer = of(played, 'connect').find(
      ({ client, type }) => client === 'l-rival' && type !== 'invoke',
    );
    expect(answer).toMatchObject({ type: 'fail', error: 'stan: clientID already registered' });
  });

  test('has a listener stall and go on', async ({ expect, onTestFinished }) => {
    const played = await play(onTestFinished, {
      steps: [
        { atMs: 500, actor: 'l', do: 'stall' },
        { atMs: 1000, actor: 'l', do: 'go on' },
      ],
    });
    const gaps = of(played, 'ack').map(({ timeMs }, i, all) => timeMs - (all[i - 1]?.timeMs ?? 0));
    expect(Math.max(...gaps.slice(1))).toBeGreaterThan(300);
    expect(firsts(played)).toHaveLength(stored(played));
  });

  test('publishes what must not be lost again, and says what it is another attempt at', async ({
    expect,
    onTestFinished,
  }) => {
    const played = await play(onTestFinished, {
      steps: [{ atMs: 0, actor: 'p', do: 'publish', value: 'p-99', persists: true }],
    });
    const asked = of(played, 'publish').filter(
      ({ value, type }) => type === 'invoke' && value.includes('p-99'),
    );
    const [first, ...others] = asked;
    expect(others.length).toBeGreaterThan(0);
    expect(first?.attemptOf).toBeUndefined();
    expect(new Set(others.map(({ attemptOf }) => attemptOf))).toEqual(new Set([first?.value]));
    const answers = of(played, 'publish').filter(({ id }) => id === asked.at(-1)?.id);
    expect(answers.map(({ type }) => type)).toEqual(['invoke', 'ok']);
  });

  test('ends its faults with the phase main, however long they were to be', async ({
    expect,
    onTestFinished,
  }) => {
    const faults = [strike('blackhole', 'l', { atMs: 1000, forMs: 60_000 })];
    const played = await play(onTestFinished, { faults });
    expect(of(played, 'fault').map(({ state }) => state)).toEqual(['begins', 'ends']);
    expect(firsts(played)).toHaveLength(stored(played));
  });

  test('gets through to its final steps', async ({ expect, onTestFinished }) => {
    const more = {
      finalGenerator: [
        { actor: 'l', do: 'leave', how: 'unsubscribe' },
        { actor: 'l', do: 'join' },
      ],
    } as const;
    const played = await play(onTestFinished, { more });
    const last = of(played, 'deliver').filter(({ subscription }) => subscription === 'l#2');
    expect(last).toHaveLength(stored(played));
  });

  test('knows nothing of a server that is gone at the end', async ({ expect, onTestFinished }) => {
    // All events have come by then, and nobody waits for anything any more but that nothing comes.
    const whilePlayed = (server: EmbeddedServer): void => {
      setTimeout(() => void server.stop(), 2500);
    };
    const played = await play(onTestFinished, { whilePlayed });
    expect(firsts(played)).toHaveLength(stored(played));
    expect(played.problem).toMatch(/^[lp] did not come back/);
    expect(of(played, 'end')).toEqual([]);
  });
});
