import { setTimeout as delay } from 'node:timers/promises';

import nats, { type Message, type Stan } from 'node-nats-streaming';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { openFunctionListener } from '../../../src/check/listener/function-listener';
import type { Listener } from '../../../src/check/listener/listener';
import type { ListenerContext, RunningListener } from '../../../src/check/options';
import { startServer, type EmbeddedServer } from '../../../src/index';
import { waitFor, within } from '../../support/wait-for';

type Start = (context: ListenerContext<unknown>) => RunningListener | Promise<RunningListener>;

const realExit = process.exit;
/** For the compiler, code behind it can't be reached. */
const exit = (status?: number): void => process.exit(status);

/** Until all listeners of earlier tests have gone quiet, and left the process as it was. */
async function undisturbed(): Promise<void> {
  await waitFor('the real process.exit', () => (process.exit === realExit ? true : undefined));
}

const nothing: RunningListener = { stop: () => undefined };

/** What a listener told of itself. */
interface Told {
  readonly listener: Listener;
  readonly said: string[];
  readonly threw: { error: unknown; isRejection: boolean }[];
  readonly exited: string[];
}

let ids = 0;

function open(start: Start, { url = '', startMs = 5000 } = {}): Told {
  const said: string[] = [];
  const threw: Told['threw'] = [];
  const exited: string[] = [];
  const clientId = `client-${++ids}`;
  const listener = openFunctionListener({ start, startMs })(
    {
      url: url || `nats://${clientId}`,
      clusterId: 'test-cluster',
      clientId,
      state: 7,
      member: 'A',
    },
    {
      said: (text) => said.push(text),
      threw: (error, isRejection) => threw.push({ error, isRejection }),
      exited: (status) => exited.push(status),
    },
  );
  onTestFinished(() => listener.dispose());
  return { listener, said, threw, exited };
}

async function server(): Promise<EmbeddedServer> {
  const it = await startServer({ monitoringPort: false });
  onTestFinished(() => it.stop());
  return it;
}

/** A listener as the course's users write it. */
function courseListener(
  onMessage: (message: Message) => void,
  onStan: (stan: Stan) => void = () => undefined,
): Start {
  return ({ url, clusterId, clientId }) =>
    new Promise((resolve, reject) => {
      const stan = nats.connect(clusterId, clientId, { url });
      onStan(stan);
      stan.on('error', reject);
      stan.on('connect', () => {
        const options = stan.subscriptionOptions().setManualAckMode(true).setDeliverAllAvailable();
        const subscription = stan.subscribe('orders', options);
        subscription.on('message', onMessage);
        subscription.on('ready', () => {
          resolve({
            stop: () =>
              new Promise<void>((stopped) => {
                stan.on('close', () => stopped());
                stan.close();
              }),
          });
        });
      });
    });
}

/** Publishes one event with a client that is no listener's. */
async function publish(url: string): Promise<void> {
  const stan = nats.connect('test-cluster', `publisher-${++ids}`, { url });
  await new Promise((resolve) => stan.on('connect', resolve));
  await new Promise<void>((resolve, reject) => {
    stan.publish('orders', 'one', (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
  await new Promise((resolve) => {
    stan.on('close', resolve);
    stan.close();
  });
}

describe('a listener in this process', () => {
  test('gets its context and an open signal', async () => {
    const contexts: ListenerContext<unknown>[] = [];
    const { listener } = open((context) => {
      contexts.push(context);
      return nothing;
    });
    await listener.start();
    expect(contexts).toMatchObject([{ state: 7, member: 'A', clusterId: 'test-cluster' }]);
    expect(contexts[0]?.signal.aborted).toBe(false);
  });

  test('connects with its own client, and its stop is waited for', async () => {
    const { url } = await server();
    const { listener } = open(
      courseListener((message) => message.ack()),
      { url },
    );
    await listener.start();
    await listener.stop();
    // The ID is free again, or the next one would be refused.
    const next = nats.connect('test-cluster', `client-${ids}`, { url });
    await within(
      'the next client',
      new Promise((resolve, reject) => next.on('connect', resolve).on('error', reject)),
    );
    next.close();
  });
});

describe('what its code throws', () => {
  test.each<[string, () => void, boolean]>([
    ['in a timer', () => void setTimeout(() => fail(), 1), false],
    ['in an immediate', () => void setImmediate(() => fail()), false],
    ['in a microtask', () => queueMicrotask(() => fail()), false],
    ['as a rejection that nobody handles', () => void Promise.reject(new Error('mine')), true],
    ['after an await', () => void (async () => (await delay(1), fail()))(), true],
  ])('%s is told', async (_where, throwing, isRejection) => {
    const { listener, threw } = open(() => {
      throwing();
      return nothing;
    });
    // It may throw while start is still under way.
    await listener.start().catch(() => undefined);
    await waitFor('the error', () => threw[0]);
    expect(threw).toEqual([{ error: new Error('mine'), isRejection }]);
    expect(Object.keys(threw[0]?.error as object)).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['a frozen error', Object.freeze(new Error('frozen'))],
    ['a text', 'a text'],
    ['nothing', undefined],
  ])('%s is told as it is, and as what it is', async (_what, error) => {
    const thrown = open(() => {
      setTimeout(() => {
        throw error;
      }, 0);
      return nothing;
    });
    const rejected = open(() => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- Users do.
      setTimeout(() => void Promise.reject(error), 0);
      return nothing;
    });
    await Promise.all([thrown.listener.start(), rejected.listener.start()]);
    await waitFor('the first error', () => thrown.threw[0]);
    await waitFor('the second error', () => rejected.threw[0]);
    expect(thrown.threw).toEqual([{ error, isRejection: false }]);
    expect(rejected.threw).toEqual([{ error, isRejection: true }]);
  });

  test('in a handler of a message is told', async () => {
    const { url } = await server();
    const { listener, threw } = open(
      // Without a listener for the client's errors, as it is written most often.
      ({ url: to, clusterId, clientId }) =>
        new Promise((resolve) => {
          const stan = nats.connect(clusterId, clientId, { url: to });
          stan.on('connect', () => {
            const subscription = stan.subscribe('orders', stan.subscriptionOptions());
            subscription.on('message', () => fail());
            subscription.on('ready', () => resolve({ stop: () => stan.close() }));
          });
        }),
      { url },
    );
    await listener.start();
    await publish(url);
    await waitFor('the error', () => threw[0]);
    expect(threw).toEqual([{ error: new Error('mine'), isRejection: false }]);
  });

  test('and what a listener of errors hears is not', async () => {
    const { url } = await server();
    const heard: unknown[] = [];
    const { listener, threw } = open(
      courseListener(
        () => fail(),
        (stan) => stan.on('error', (error) => heard.push(error)),
      ),
      { url },
    );
    await listener.start();
    await publish(url);
    await waitFor('the error', () => heard[0]);
    expect(threw).toEqual([]);
  });

  test('an error that nobody listens for is thrown where it is emitted', async () => {
    const caught: unknown[] = [];
    const { listener, threw } = open(() => {
      setTimeout(() => {
        const emitter = new (process.getBuiltinModule('node:events').EventEmitter)();
        try {
          emitter.emit('error', new Error('emitted'));
        } catch (error) {
          caught.push(error);
        }
      }, 1);
      return nothing;
    });
    await listener.start();
    await waitFor('the error', () => caught[0]);
    expect(threw).toEqual([]);
  });

  test('goes to its own handler of uncaught exceptions', async () => {
    const caught: unknown[] = [];
    const before = process.listenerCount('uncaughtException');
    const { listener, threw } = open(() => {
      process.on('uncaughtException', (error) => caught.push(error));
      setTimeout(() => fail(), 1);
      return nothing;
    });
    await listener.start();
    await waitFor('the error', () => caught[0]);
    expect(threw).toEqual([]);
    expect(process.listenerCount('uncaughtException')).toBe(before);
  });

  test('is told once, since a process ends at the first', async () => {
    const { listener, threw } = open(() => {
      setTimeout(() => fail(), 1);
      setTimeout(() => fail(), 2);
      return nothing;
    });
    await listener.start();
    await waitFor('the error', () => threw[0]);
    await delay(20);
    expect(threw).toHaveLength(1);
  });

  test('is not told when it is dead', async () => {
    const { listener, threw, said } = open(({ signal }) => {
      signal.addEventListener('abort', () => fail());
      setTimeout(() => {
        console.log('from the grave');
        fail();
      }, 5);
      return nothing;
    });
    await listener.start();
    await listener.kill();
    await delay(20);
    expect(threw).toEqual([]);
    expect(said).toEqual([]);
  });
});

function fail(): never {
  throw new Error('mine');
}

describe('a start', () => {
  test('that throws at once fails with that', async () => {
    const { listener } = open(() => fail());
    await expect(listener.start()).rejects.toThrow('mine');
  });

  test('that takes too long says what to do', async () => {
    const { listener } = open(() => new Promise(() => undefined), { startMs: 20 });
    await expect(listener.start()).rejects.toThrow(
      'start did not resolve within 0.02 s: have it resolve when it has subscribed, or raise startMs',
    );
  });

  test('that gives nothing to stop it with says what to do', async () => {
    const { listener } = open(() => undefined as never);
    await expect(listener.start()).rejects.toThrow(
      'start returned nothing to stop it with: return { stop }',
    );
  });

  test('during which its code throws elsewhere fails at once', async () => {
    const { listener, threw } = open(() => {
      setTimeout(() => fail(), 1);
      return new Promise(() => undefined);
    });
    await expect(listener.start()).rejects.toThrow('mine');
    expect(threw).toHaveLength(1);
  });

  test('during which it is killed fails', async () => {
    const { listener } = open(() => new Promise(() => undefined));
    const started = listener.start();
    await listener.kill();
    await expect(started).rejects.toThrow('it was killed');
  });
});

describe('a stop', () => {
  test('that throws fails with that', async () => {
    const { listener } = open(() => ({ stop: () => fail() }));
    await listener.start();
    await expect(listener.stop()).rejects.toThrow('mine');
  });

  test('that takes too long says what to do', async () => {
    const { listener } = open(() => ({ stop: () => new Promise(() => undefined) }), {
      startMs: 20,
    });
    await listener.start();
    await expect(listener.stop()).rejects.toThrow('stop did not resolve within 0.02 s');
  });

  test('during which its code throws elsewhere fails with that', async () => {
    const { listener, threw } = open(() => ({
      stop: () =>
        new Promise(() => {
          setTimeout(() => fail(), 1);
        }),
    }));
    await listener.start();
    await expect(listener.stop()).rejects.toThrow('mine');
    expect(threw).toEqual([]);
  });

  test('that ends in process.exit is over then', async () => {
    const { listener, exited } = open(() => ({
      stop: () =>
        new Promise<void>(() => {
          setTimeout(() => process.exit(), 1);
        }),
    }));
    await listener.start();
    await listener.stop();
    expect(exited).toEqual([]);
  });
});

describe('process.exit', () => {
  test.each([
    [0, 'status 0'],
    [undefined, 'status 0'],
    [3, 'status 3'],
  ])('with %s is the end of the listener alone', async (status, told) => {
    let isGoingOn = false;
    const { listener, exited, threw } = open(() => {
      setTimeout(() => {
        exit(status);
        isGoingOn = true;
      }, 1);
      return nothing;
    });
    await listener.start();
    await waitFor('the end', () => exited[0]);
    expect(exited).toEqual([told]);
    await delay(5);
    expect(threw).toEqual([]);
    expect(isGoingOn).toBe(false);
  });

  test('when its client is closed, as in the course, does not end this process', async () => {
    const { url } = await server();
    const closed: boolean[] = [];
    const { listener, exited } = open(
      ({ url: to, clusterId, clientId }) =>
        new Promise((resolve) => {
          const stan = nats.connect(clusterId, clientId, { url: to });
          stan.on('close', () => {
            closed.push(true);
            process.exit();
          });
          stan.on('connect', () => resolve({ stop: () => stan.close() }));
        }),
      { url },
    );
    await listener.start();
    await listener.stop();
    await listener.dispose();
    await waitFor('the end', () => closed[0]);
    expect(exited).toEqual([]);
  });

  test('of a dead one does nothing', async () => {
    const { listener, exited } = open(() => {
      setTimeout(() => process.exit(1), 5);
      return nothing;
    });
    await listener.start();
    await listener.kill();
    await listener.dispose();
    await delay(20);
    expect(exited).toEqual([]);
  });

  test('in start fails it', async () => {
    const { listener, exited } = open(() => process.exit(1));
    await expect(listener.start()).rejects.toThrow(
      'it called process.exit(1) before start had resolved',
    );
    expect(exited).toEqual(['status 1']);
  });

  test('of anybody else goes to the real one', async () => {
    await undisturbed();
    const calls: unknown[] = [];
    const spy = vi.spyOn(process, 'exit').mockImplementation((status) => {
      calls.push(status);
      return undefined as never;
    });
    onTestFinished(() => spy.mockRestore());
    const { listener, exited } = open(() => nothing);
    await listener.start();
    exit(5);
    expect(calls).toEqual([5]);
    expect(exited).toEqual([]);
  });

  test('is the real one again when all have ended', async () => {
    await undisturbed();
    const { listener } = open(() => nothing);
    await listener.start();
    expect(process.exit).not.toBe(realExit);
    await listener.stop();
    expect(process.exit).toBe(realExit);
  });
});

describe('what it prints', () => {
  test('is told line by line and not printed', async () => {
    await undisturbed();
    const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    onTestFinished(() => printed.mockRestore());
    const { listener, said } = open(() => {
      console.log('one %d', 1);
      console.error('two\nthree');
      process.stdout.write('fo');
      process.stderr.write(Buffer.from('ur\n'));
      console.table([{ a: 1 }]);
      return nothing;
    });
    await listener.start();
    expect(said.slice(0, 4)).toEqual(['one 1', 'two', 'three', 'four']);
    expect(said.join('\n')).toContain('│ (index) │ a │');
    expect(printed).not.toHaveBeenCalled();
  });

  test('from a message handler is told, too', async () => {
    const { url } = await server();
    const { listener, said } = open(
      courseListener((message) => {
        console.log('got', message.getSequence());
      }),
      { url },
    );
    await listener.start();
    await publish(url);
    await waitFor('the line', () => said[0]);
    expect(said).toEqual(['got 1']);
  });

  test('of anybody else is printed', async () => {
    await undisturbed();
    const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    onTestFinished(() => printed.mockRestore());
    const { listener, said } = open(() => nothing);
    await listener.start();
    console.log('mine');
    expect(printed.mock.calls).toEqual([['mine']]);
    expect(said).toEqual([]);
  });

  test('of two side by side is told apart', async () => {
    const start: Start = ({ clientId }) => {
      setTimeout(() => console.log(clientId), 1);
      return nothing;
    };
    const one = open(start);
    const other = open(start);
    await Promise.all([one.listener.start(), other.listener.start()]);
    await waitFor('both', () => (one.said.length + other.said.length === 2 ? true : undefined));
    expect([one.said, other.said]).toEqual([[`client-${ids - 1}`], [`client-${ids}`]]);
  });
});

describe('handlers of signals', () => {
  test('that it sets are not of this process', async () => {
    const before = process.listenerCount('SIGTERM');
    const { listener } = open(() => {
      process.on('SIGTERM', () => undefined);
      process.once('SIGINT', () => undefined);
      expect(process.listenerCount('SIGTERM')).toBe(1);
      return nothing;
    });
    await listener.start();
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});

describe('a stopped listener', () => {
  test('whose client nobody has closed is silent when it is let go of', async () => {
    const embedded = await server();
    const events: string[] = [];
    const { listener } = open(
      async (context) => {
        const onStan = (stan: Stan): void => {
          for (const name of ['disconnect', 'reconnecting']) stan.on(name, () => events.push(name));
        };
        await courseListener((message) => message.ack(), onStan)(context);
        return nothing;
      },
      { url: embedded.url },
    );
    await listener.start();
    await listener.stop();
    await listener.dispose();
    await embedded.stop();
    await delay(20);
    expect(events).toEqual([]);
  });
});

describe('a dead listener', () => {
  test('does not come back, and its own stop lets go of what it has', async () => {
    const embedded = await server();
    const events: string[] = [];
    const { listener } = open(
      async (context) => {
        const running = await courseListener(
          (message) => message.ack(),
          (stan) => {
            for (const name of ['disconnect', 'reconnecting', 'reconnect'])
              stan.on(name, () => events.push(name));
          },
        )(context);
        return {
          stop: async () => {
            await running.stop();
            events.push('database closed');
          },
        };
      },
      { url: embedded.url },
    );
    await listener.start();
    await listener.kill();
    await embedded.stop();
    await listener.dispose();
    expect(events).toEqual(['database closed']);
  });

  test('that calls process.exit when its client is closed ends nobody else', async () => {
    const embedded = await server();
    const closed: boolean[] = [];
    const { listener, exited } = open(
      courseListener(
        (message) => message.ack(),
        (stan) =>
          stan.on('close', () => {
            closed.push(true);
            exit(1);
          }),
      ),
      { url: embedded.url },
    );
    await listener.start();
    await listener.kill();
    await listener.dispose();
    await waitFor('the close', () => closed[0]);
    expect(exited).toEqual([]);
    await undisturbed();
  });

  test('keeps no process alive, whatever it still does', async () => {
    const held: boolean[] = [];
    const timers: NodeJS.Timeout[] = [];
    const { listener } = open(() => {
      timers.push(setInterval(() => undefined, 60_000));
      setTimeout(() => {
        timers.push(setTimeout(() => undefined, 60_000));
        queueMicrotask(() => held.push(...timers.map((timer) => timer.hasRef())));
      }, 5);
      return nothing;
    });
    onTestFinished(() => timers.forEach((timer) => clearTimeout(timer)));
    await listener.start();
    await listener.kill();
    await listener.dispose();
    await waitFor('the later timer', () => held[0]);
    expect(held).toEqual([false, false]);
  });

  test('whose stop never ends is not waited for', async () => {
    const { listener } = open(() => ({ stop: () => new Promise(() => undefined) }));
    await listener.start();
    await listener.kill();
    await within('dispose', listener.dispose(), 1000);
  });
});
