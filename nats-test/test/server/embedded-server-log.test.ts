import { describe, expect, it } from 'vitest';

import { virtualClock, type StartServerOptions } from '../../src/index';
import { connectStan, openServer, publish } from '../support/embedded-stage';

/** The lines of a server that was started with these options, connected to and stopped. */
async function linesOf(options: StartServerOptions): Promise<string[]> {
  const lines: string[] = [];
  const server = await openServer({ ...options, log: (line) => lines.push(line) });
  const client = await connectStan(server);
  await publish(client, 'a', 'x');
  await server.stop();
  return lines;
}

/** Without what differs from start to start: process, time, ports and names. */
const plain = (line: string): string =>
  line
    .replace(/^\[\d+\] \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} /, '')
    .replace(/(?<=127\.0\.0\.1:)\d+/, 'PORT')
    .replace(/\b[0-9A-Za-z]{22}\b/, 'ID')
    .replace(/\bN[A-Z2-7]{55}\b/, 'NATS-ID')
    .replace(/node\d+\.\d+\.\d+/, 'NODE');

describe('the log of a start', () => {
  it('has the lines of the real server, in their order', async () => {
    const lines = await linesOf({
      args: ['-cid', 'ticketing', '-SD', '-mm', '5', '-ma', '1m30s', '-mb', '10MB'],
    });

    const ready = lines.findIndex((line) => line.endsWith('Streaming Server is ready'));
    expect(lines.slice(0, ready + 1).map(plain)).toEqual([
      '[INF] STREAM: Starting nats-streaming-server[ticketing] version 0.17.0',
      '[INF] STREAM: ServerID: ID',
      '[INF] STREAM: Go version: NODE',
      '[INF] STREAM: Git commit: [not set]',
      '[INF] Starting nats-server version 2.1.4',
      '[INF] Git commit [not set]',
      '[INF] Starting http monitor on 127.0.0.1:PORT',
      '[INF] Listening for client connections on 127.0.0.1:PORT',
      '[INF] Server id is NATS-ID',
      '[INF] Server is ready',
      '[INF] STREAM: Recovering the state...',
      '[INF] STREAM: No recovered state',
      '[DBG] STREAM: Did not detect another server instance',
      '[DBG] STREAM: Discover subject:           _STAN.discover.ticketing',
      '[DBG] STREAM: Publish subject:            _STAN.pub.ID.>',
      '[DBG] STREAM: Subscribe subject:          _STAN.sub.ID',
      '[DBG] STREAM: Subscription Close subject: _STAN.subclose.ID',
      '[DBG] STREAM: Unsubscribe subject:        _STAN.unsub.ID',
      '[DBG] STREAM: Close subject:              _STAN.close.ID',
      '[INF] STREAM: Message store is MEMORY',
      '[INF] STREAM: ---------- Store Limits ----------',
      '[INF] STREAM: Channels:                  100 *',
      '[INF] STREAM: --------- Channels Limits --------',
      '[INF] STREAM:   Subscriptions:          1000 *',
      '[INF] STREAM:   Messages     :             5',
      '[INF] STREAM:   Bytes        :      10.00 MB',
      '[INF] STREAM:   Age          :         1m30s',
      '[INF] STREAM:   Inactivity   :     unlimited *',
      '[INF] STREAM: ----------------------------------',
      '[INF] STREAM: Streaming Server is ready',
    ]);
  });

  it('says nothing of monitoring where there is none', async () => {
    const lines = await linesOf({ monitoringPort: false });

    expect(lines.filter((line) => line.includes('http'))).toEqual([]);
  });
});

describe('a line of the log', () => {
  it('begins with the process and the time', async () => {
    const [first] = await linesOf({});

    expect(first).toMatch(
      /^\[(\d+)\] \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} \[INF\] STREAM: Starting/,
    );
    expect(first?.startsWith(`[${process.pid}] `)).toBe(true);
  });

  it('has the time of the clock that was handed in', async () => {
    const clock = virtualClock(new Date(2026, 10, 21, 7, 53, 54));
    const [first] = await linesOf({ clock });

    expect(first).toContain(' 2026/11/21 07:53:54.000000 ');
  });

  it('has no time with -T=false', async () => {
    const [first] = await linesOf({ args: ['-T=false'] });

    expect(first).toMatch(/^\[\d+\] \[INF\] STREAM: Starting/);
  });
});

describe('what is said of clients and channels', () => {
  it('is that a channel was created', async () => {
    const lines = (await linesOf({})).map(plain);

    expect(lines).toContain('[INF] STREAM: Channel "a" has been created');
  });

  it('is who connected, with -SD', async () => {
    const lines = (await linesOf({ args: ['-SD'] })).map(plain);

    expect(lines).toContainEqual(
      expect.stringMatching(/^\[DBG\] STREAM: \[Client:client\] Connected \(Inbox=_INBOX\.\S+\)$/),
    );
  });

  it.each([
    [[], []],
    [['-SD'], ['DBG STREAM']],
    [['-SV'], ['TRC STREAM']],
    [['-SDV'], ['DBG STREAM', 'TRC STREAM']],
    [['-D'], ['DBG NATS']],
    [['-V'], ['TRC NATS']],
  ])('is with %j what was asked for', async (args, wanted) => {
    const kinds = (await linesOf({ args })).map((line) => {
      const level = /\[(INF|DBG|TRC|ERR|WRN)\]/.exec(line)?.[1] ?? '?';
      return `${level} ${line.includes('STREAM:') ? 'STREAM' : 'NATS'}`;
    });

    expect([...new Set(kinds)].sort()).toEqual(['INF NATS', 'INF STREAM', ...wanted].sort());
  });
});

describe('the log of an end', () => {
  it('says that it began and that it is done', async () => {
    const lines = (await linesOf({})).map(plain);

    expect(lines.slice(-3)).toEqual([
      '[INF] STREAM: Shutting down.',
      '[INF] Initiating Shutdown...',
      '[INF] Server Exiting..',
    ]);
  });
});

describe('a server without a log', () => {
  it('is silent', async () => {
    const written: string[] = [];
    const { write } = process.stderr;
    process.stderr.write = (text) => written.push(String(text)) > 0;
    try {
      const server = await openServer({ args: ['-SDV', '-DV'] });
      await publish(await connectStan(server), 'a', 'x');
      await server.stop();
    } finally {
      process.stderr.write = write;
    }

    expect(written).toEqual([]);
  });
});
