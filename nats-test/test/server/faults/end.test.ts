import { describe, expect, it, vi } from 'vitest';

import { virtualClock } from '../../../src/index';
import { ServerFaults } from '../../../src/server/faults/faults';
import { openServer } from '../../support/embedded-stage';
import { wire } from '../../support/stan-wire';
import { openStreaming } from '../../support/streaming-stage';

describe('a server that ends', () => {
  it('leaves no timer for what its last turn would have held back', () => {
    const { broker, client, clock, endTurn, server } = openStreaming();
    const faults = new ServerFaults(server.state, {
      restart: () => Promise.resolve(),
      onFreeze: () => undefined,
    });
    const one = client('one');
    one.subscribe('a');
    endTurn();
    const fault = faults.deliveries.delay('1h');
    const message = { clientID: 'one', guid: 'g', subject: 'a', data: Buffer.from('x') };
    const subject = `${one.server.pubPrefix}.a`;
    one.peer.sendWithinTurn(one.requestOp(subject, wire.pubMsg.encode(message)));

    faults.end();
    broker.close();
    server.close();

    expect(fault.struck).toBe(1);
    expect(clock.nextDueMs()).toBeUndefined();
  });

  it('starts no other one, though it has not stopped altogether yet', async () => {
    const restart = vi.fn(() => Promise.resolve());
    const faults = new ServerFaults(openStreaming().server.state, {
      restart,
      onFreeze: () => undefined,
    });

    faults.end();

    await expect(faults.restart()).rejects.toThrow(
      'the server has been stopped: start another one with startServer()',
    );
    expect(restart).not.toHaveBeenCalled();
  });

  it('takes faults again when it starts anew', async () => {
    const { faults } = await openServer({ clock: virtualClock() });

    await faults.restart();

    expect(faults.deliveries.drop().active).toBe(true);
  });

  it('takes faults while it restarts, which a filter may set', async () => {
    const { server } = openStreaming();
    const { state } = server;
    const active: boolean[] = [];
    const faults: ServerFaults = new ServerFaults(state, {
      restart: () => {
        faults.end();
        active.push(faults.deliveries.drop().active);
        faults.goOnWith(state);
        return Promise.resolve();
      },
      onFreeze: () => undefined,
    });

    await faults.restart();

    expect(active).toEqual([true]);
  });
});
