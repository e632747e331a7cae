import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, onTestFinished, test } from 'vitest';

import type { HarnessClient } from '../../../src/harness/client/harness-client';
import { createClient } from '../../../src/harness/client/stan-client';
import type { ServerTerms } from '../../../src/harness/scenarios/scenario';
import type { ServerControl, Target } from '../../../src/harness/target/target';
import { askServer } from '../../../src/harness/target/ask-server';
import { delay, waitFor } from '../../support/wait-for';

/** Opens a target with a server that is alone. */
export type OpenTarget = (terms: ServerTerms) => Promise<Target>;

const NODE = 'server';
/** A server that is frozen never answers; one that is not needs a millisecond. */
const SILENCE_MS = 300;

/** What holds of every server that can be struck. */
export function controlSuite(name: string, open: OpenTarget): void {
  describe(`control of ${name}`, () => {
    test('killed and started, a server with a memory store knows no channel', async () => {
      const { target, control } = await openStruck(open, { store: 'memory' });
      await publish(target, 'a', 'b');
      await control.kill(NODE);
      await control.start(NODE, true);
      expect(await channels(target)).toEqual([]);
    });

    test('killed and started, a server with a file store has its messages', async () => {
      const { target, control } = await openStruck(open, { store: 'file' });
      await publish(target, 'a', 'b');
      await control.kill(NODE);
      await control.start(NODE, true);
      expect(await stored(target, 2)).toEqual(['a', 'b']);
    });

    test('started without its store, a server with a file store knows no channel', async () => {
      const { target, control } = await openStruck(open, { store: 'file' });
      await publish(target, 'a', 'b');
      await control.kill(NODE);
      await control.start(NODE, false);
      expect(await channels(target)).toEqual([]);
    });

    test('ended in good order and started, it has its messages', async () => {
      const { target, control } = await openStruck(open, { store: 'file' });
      await publish(target, 'a', 'b');
      await control.stop(NODE);
      await control.start(NODE, true);
      expect(await stored(target, 2)).toEqual(['a', 'b']);
    });

    test('frozen it answers nothing, thawed it does', async () => {
      const { target, control } = await openStruck(open, {});
      const client = await connect(target, 'frozen');
      control.freeze(NODE);
      // Threads on other cores may do a little more before the signal gets to them.
      await Promise.race([client.roundTrip(), delay(SILENCE_MS)]);
      const answer = client.roundTrip().then(({ type }) => type);
      expect(await Promise.race([answer, delay(SILENCE_MS)])).toBeUndefined();
      control.thaw(NODE);
      expect(await answer).toBe('ok');
    });

    test('a frozen one can be ended in good order, and starts unfrozen', async () => {
      const { target, control } = await openStruck(open, {});
      control.freeze(NODE);
      await control.stop(NODE);
      await control.start(NODE, true);
      expect((await (await connect(target, 'new')).roundTrip()).type).toBe('ok');
    });

    test('its address and its monitoring are the same after a restart', async () => {
      const { target, control } = await openStruck(open, {});
      const before = control.address(NODE);
      await control.kill(NODE);
      await control.start(NODE, true);
      expect(control.address(NODE)).toEqual(before);
      expect((await (await connect(target, 'again')).roundTrip()).type).toBe('ok');
      expect((await askServer(target.monitoringUrl ?? ''))?.clusterId).toBe('nats-test');
    });

    test('an end that was asked for is no death', async () => {
      const { control } = await openStruck(open, {});
      await control.kill(NODE);
      await control.start(NODE, true);
      await control.stop(NODE);
      expect(control.died.aborted).toBe(false);
    });

    test('one that is killed from outside has died, and a sentence says how', async ({ skip }) => {
      const { control } = await openStruck(open, {});
      const pid = pidOf(control.address(NODE).port);
      if (pid === undefined) skip('this system does not tell which process it is');
      else process.kill(pid, 'SIGKILL');
      await waitFor('it has died', () => (control.died.aborted ? true : undefined));
      expect(control.died.reason).toMatch(
        /^the server ended though nobody asked it to: it ended with SIGKILL/,
      );
    });

    test('limits and heartbeats are what was asked for, and it says so', async () => {
      const heartbeats = { intervalMs: 400, timeoutMs: 300, failuresMax: 1 };
      const limits = { msgsMax: 3, bytesMax: 5000, ageMsMax: 3_600_000 };
      const { target } = await openStruck(open, { heartbeats, limits });
      expect([target.heartbeats, target.limits]).toEqual([heartbeats, limits]);
      expect(await askServer(target.monitoringUrl ?? '')).toMatchObject(limits);
    });

    test('nothing of it is left when it is closed, though it is frozen', async () => {
      const { target, control } = await openStruck(open, { store: 'file' });
      const { port } = control.address(NODE);
      control.freeze(NODE);
      await target.close();
      const client = createClient(target.connection, 'late', ignored);
      expect(await client.connect()).toMatchObject({ type: 'fail' });
      expect(pidOf(port)).toBeUndefined();
    });
  });
}

const ignored = { lost: () => undefined, broken: () => undefined, closed: () => undefined };

async function openStruck(
  open: OpenTarget,
  terms: ServerTerms,
): Promise<{ target: Target; control: ServerControl }> {
  const target = await open(terms);
  onTestFinished(() => target.close());
  if (!target.control) throw new Error('it has no control');
  return { target, control: target.control };
}

/** A client that goes when the test ends. */
export async function connect(
  target: Target,
  clientId: string,
  node = target.control?.nodes[0] ?? '',
): Promise<HarnessClient> {
  const address = target.control?.address(node);
  const url = address ? `nats://${address.host}:${address.port}` : target.connection.url;
  const client = createClient({ ...target.connection, url }, clientId, ignored);
  onTestFinished(() => {
    client.destroy();
  });
  expect(await client.connect()).toEqual({ type: 'ok' });
  return client;
}

/** Publishes on one channel. */
export async function publish(target: Target, ...values: string[]): Promise<void> {
  const client = await connect(target, 'publisher');
  for (const value of values) expect((await client.publish('channel', value)).type).toBe('ok');
  await client.disconnect();
}

/** What the channel has, when it is so much. */
export async function stored(target: Target, count: number, node?: string): Promise<string[]> {
  const client = await connect(target, 'reader', node);
  const values: string[] = [];
  const terms = { start: { from: 'first' }, maxInFlight: 100, ackWaitMs: 30_000 } as const;
  await client.subscribe('channel', terms, ({ data }) => values.push(data));
  await waitFor('all is there', () => (values.length >= count ? true : undefined));
  return values;
}

async function channels({ monitoringUrl = '' }: Target): Promise<readonly string[] | undefined> {
  return (await askServer(monitoringUrl))?.channelNames;
}

/** The process that was started with that port; undefined where the system does not tell. */
function pidOf(port: number): number | undefined {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map(Number).find((pid) => wordsOf(pid).join(' ').includes(` -p ${port} `));
  } catch {
    return undefined;
  }
}

function wordsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // It has just ended.
    return [];
  }
}
