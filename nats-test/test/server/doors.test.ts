import { describe, test } from 'vitest';

import { startServerWithDoors } from '../../src/server/embedded-server';
import { RawNatsClient } from '../support/raw-nats-client';

const HOST = '127.0.0.1';
const portOf = (url: string): number => Number(new URL(url).port);

describe('one more port of a server', () => {
  test('leads to the same server, and shuts by itself', async ({ expect, onTestFinished }) => {
    const server = await startServerWithDoors({ monitoringPort: false });
    onTestFinished(() => server.stop());
    const door = await server.openDoor();
    const open = (port: number) => RawNatsClient.connect({ host: HOST, port });
    const [guest, other] = [await open(portOf(door.url)), await open(server.port)];
    guest.send('SUB news 1\r\n');
    await guest.flush();
    other.publish('news', 'hi');
    expect(await guest.readLine()).toBe('MSG news 1 2');

    await door.shut();
    await guest.closed;
    await expect(open(portOf(door.url))).rejects.toThrow('ECONNREFUSED');
    expect(await other.flushLines()).toEqual([]);
  });

  test('is open again after a restart', async ({ expect, onTestFinished }) => {
    const server = await startServerWithDoors({ monitoringPort: false });
    onTestFinished(() => server.stop());
    const port = portOf((await server.openDoor()).url);
    const before = await RawNatsClient.connect({ host: HOST, port });
    await server.faults.restart();
    await before.closed;
    const after = await RawNatsClient.connect({ host: HOST, port });
    expect(await after.flushLines()).toEqual([]);
  });
});
