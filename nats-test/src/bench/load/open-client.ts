import { textOf } from '../../harness/client/classify';
import type { ConnectionOptions } from '../../harness/client/harness-client';
import { openLink, type Link } from '../../harness/client/library-link';
import { defaultTimeouts, libraryOptions } from '../../harness/client/library-options';
import { parseUrls, type ServerAddress } from '../../harness/client/parse-url';

/** For a server that says nothing, when a client leaves. */
const LEAVE_MS = 2000;

/** A client of node-nats-streaming with nothing in between: what is measured is the library itself. */
export interface LoadClient {
  readonly stan: Link['stan'];
  readonly payloadBytesMax: Link['payloadBytesMax'];
  /** Resolves when the server has answered a ping, or the connection is over: all it sent has come. */
  roundTrip(): Promise<void>;
  /** Says goodbye; never waits for long. */
  leave(): Promise<void>;
}

/**
 * Connects a client.
 * @param publishTimeoutMs how long it waits for the ack of a publish
 * @param onLost hears, once, that the connection is over though nobody asked for it
 * @throws Error whose message says why it could not connect
 */
export async function openClient(
  connection: ConnectionOptions,
  clientId: string,
  publishTimeoutMs: number,
  onLost: (error: string) => void,
): Promise<LoadClient> {
  const errors: string[] = [];
  for (const address of parseUrls(connection.url)) {
    try {
      return await openAt(address, connection, clientId, publishTimeoutMs, onLost);
    } catch (error) {
      errors.push(textOf(error));
    }
  }
  throw new Error(errors.join('; '));
}

function openAt(
  address: ServerAddress,
  connection: ConnectionOptions,
  clientId: string,
  publishTimeoutMs: number,
  onLost: (error: string) => void,
): Promise<LoadClient> {
  const timeouts = { ...defaultTimeouts, publishMs: publishTimeoutMs };
  return new Promise((resolve, reject) => {
    let state: 'connecting' | 'connected' | 'over' = 'connecting';
    const box: { link?: Link } = {};
    const end = (error: unknown): void => {
      if (state === 'over') return;
      const before = state;
      state = 'over';
      clearTimeout(timer);
      // Before the library hears of it: it would tell all who wait for acks that they have got them.
      if (before === 'connected') onLost(textOf(error));
      box.link?.release();
      if (before === 'connecting') reject(new Error(textOf(error)));
    };
    const timer = setTimeout(
      () =>
        end(
          `Nothing of NATS came from ${address.host}, port ${address.port}, within ${timeouts.greetingMs} ms`,
        ),
      timeouts.greetingMs,
    );
    try {
      const options = libraryOptions(connection, address, timeouts);
      const link = openLink(connection.clusterId, clientId, address, options, {
        // From here on the library waits by itself, and says what is silent: the streaming server.
        greeted: () => clearTimeout(timer),
        registered: () => {
          state = 'connected';
          clearTimeout(timer);
          resolve({
            stan: link.stan,
            payloadBytesMax: link.payloadBytesMax,
            roundTrip: () =>
              state === 'over' ? Promise.resolve() : bounded((done) => link.ping(done)),
            leave: async () => {
              if (state === 'over') return;
              state = 'over';
              await bounded((done) => {
                link.stan.once('close', done);
                link.stan.close();
              });
              link.release();
            },
          });
        },
        broken: end,
      });
      box.link = link;
    } catch (error) {
      end(error);
    }
  });
}

function bounded(ask: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LEAVE_MS);
    ask(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
