import { describe, expect, it } from 'vitest';

import { openBroker } from '../../support/broker-pair';

const BOB = { user: 'bob', pass: 'secret' };

/** Of the lines of the log, those of errors and of why somebody was closed. */
function faultsOf(lines: readonly string[]): string[] {
  return lines.filter((line) => !/Client connection (created|closed)$/.test(line));
}

describe('a client that has to say who it is', () => {
  it('is named in the log when it is not let in', () => {
    const stage = openBroker({}, 1, BOB);
    const peer = stage.accept();

    peer.send('CONNECT {"user":"eve"}\r\n');

    expect(faultsOf(stage.logLines)).toEqual([
      `ERR 127.0.0.1:${peer.remotePort} - cid:1 - authentication error`,
    ]);
  });

  it('is named in the log when it takes too long', () => {
    const stage = openBroker({ authTimeoutMs: 300 }, 1, BOB);
    const peer = stage.accept();

    stage.elapse(299);
    const before = peer.isClosed;
    stage.elapse(1);

    expect([before, peer.isClosed]).toEqual([false, true]);
    expect(faultsOf(stage.logLines)).toEqual([
      `DBG 127.0.0.1:${peer.remotePort} - cid:1 - Authentication Timeout`,
    ]);
  });

  it('gets nothing done behind what was refused', () => {
    const stage = openBroker({}, 1, BOB);
    const listener = stage.connect(BOB);
    listener.send('SUB a 1\r\n');

    stage.accept().send('CONNECT {"user":"eve"}\r\nPUB a 1\r\nx\r\n');

    expect(listener.take()).toBe('');
  });

  it('leaves no timer behind when it was let in or is gone', () => {
    const stage = openBroker({}, 1, BOB);

    stage.connect(BOB).hangUp();
    stage.accept().hangUp();

    expect(stage.clock.nextDueMs()).toBeUndefined();
  });

  it('does not count as slow consumer while it has not', () => {
    const stage = openBroker({ authTimeoutMs: 60_000, writeDeadlineMs: 2000 }, 1, BOB);
    const peer = stage.accept();
    peer.stall();
    peer.served.sendOkIfVerbose();
    stage.endTurn();

    stage.elapse(5000);

    expect([peer.isClosed, stage.broker.slowConsumers]).toEqual([true, 0]);
  });
});

describe('a client that may not publish everything', () => {
  it('is held to it with each message, whatever the one before was', () => {
    const users = [{ ...BOB, permissions: { publish: { allow: ['yes'] } } }];
    const peer = openBroker({}, 1, { users }).connect(BOB);
    peer.send('SUB > 1\r\n');

    const [yes, no] = ['PUB yes 1\r\nx\r\n', 'PUB no 1\r\nx\r\n'];
    peer.send(`${yes}${yes}${no}${no}${yes}`);

    const [got, refused] = [
      'MSG yes 1 1\r\nx\r\n',
      `-ERR 'Permissions Violation for Publish to "no"'\r\n`,
    ];
    expect(peer.take()).toBe(`${got}${got}${refused}${refused}${got}`);
  });
});
