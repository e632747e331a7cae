import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import nats, { type Message, type Stan } from 'node-nats-streaming';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import type {
  CheckFailure,
  CheckReport,
  FunctionOptions,
  RunningListener,
  StepKind,
} from '../../src/index';
import { CheckError, checkListener } from '../../src/index';
import { STEPS } from '../../src/check/schedule';
import {
  account,
  apply,
  close,
  EVENTS,
  listener,
  naive,
  versioned,
  type Account,
  type AccountEvent,
  type Context,
  type OnEvent,
} from './account';

/** Everything but these, so that a test is about them alone. */
const only = (...wanted: StepKind[]): (StepKind | 'late')[] =>
  (Object.keys(STEPS) as StepKind[]).filter((kind) => kind !== 'handle' && !wanted.includes(kind));

async function reportOf(check: Promise<CheckReport>): Promise<CheckReport> {
  try {
    return await check;
  } catch (error) {
    if (error instanceof CheckError) return error.report;
    throw error;
  }
}

async function failureOf(check: Promise<CheckReport>): Promise<CheckFailure> {
  const { failure, text } = await reportOf(check);
  if (!failure) throw new Error(`no failure: ${text}`);
  return failure;
}

const stepsOf = ({ schedule }: CheckFailure): string[] => schedule.steps.map(({ kind }) => kind);

describe('a listener that passes', () => {
  test('is told with what it has survived', async () => {
    const report = await checkListener(account(listener(versioned)));
    const { explored, verdict, failure } = report;
    expect({ verdict, failure }).toEqual({ verdict: 'passed', failure: undefined });
    expect(explored.schedules).toBe(60);
    for (const many of Object.values(explored)) expect(many).toBeGreaterThan(0);
    expect(report.text).toContain('Passed: 60 schedules');
  });

  test('may take its time, and be told apart from one that holds an event', async () => {
    const slow: OnEvent = async (event, message, state) => {
      await sleep(3);
      versioned(event, message, state);
    };
    const { verdict } = await checkListener(account(listener(slow), { schedules: 30 }));
    expect(verdict).toBe('passed');
  });

  test('may take as long as quietMs says, also at first', async () => {
    const slow: OnEvent = async (event, message, state) => {
      await sleep(3000);
      versioned(event, message, state);
    };
    const [event] = EVENTS;
    const report = await reportOf(
      checkListener({
        ...account(listener(slow), { events: event ? [event] : [], quietMs: 4000 }),
        invariant: ({ balance }) => balance === 70,
        // The first run alone is enough.
        signal: AbortSignal.abort(),
      }),
    );
    expect(report).toMatchObject({ verdict: 'unknown', reason: 'it was ended early' });
  });

  test('may close its client without waiting for it', async () => {
    const stop = (stan: Stan): Promise<void> => {
      stan.close();
      return Promise.resolve();
    };
    const { warnings } = await checkListener(account(listener(versioned, { stop })));
    expect(warnings).toEqual([]);
  });

  test('is told what it leaves running, which does not keep the process alive', async () => {
    const timers: NodeJS.Timeout[] = [];
    onTestFinished(() => {
      for (const timer of timers) clearInterval(timer);
    });
    const start = (context: Context): Promise<RunningListener> => {
      timers.push(setInterval(() => undefined, 60_000));
      return listener(versioned)(context);
    };
    const { warnings } = await checkListener(account(start, { schedules: 3 }));
    expect(warnings.map(({ kind }) => kind)).toEqual(['left running']);
    expect(timers.filter((timer) => timer.hasRef())).toEqual([]);
  });

  test('may take its events from an arbitrary', async () => {
    const arbitrary = fc
      .array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 })
      .map((amounts) =>
        amounts.map((amount, i) => ({ type: 'deposit', amount, version: i + 1 }) as const),
      );
    const { verdict } = await checkListener(
      account(listener(versioned), {
        events: arbitrary,
        invariant: ({ balance }, events) =>
          balance === events.reduce((sum, { amount }) => sum + amount, 0),
      }),
    );
    expect(verdict).toBe('passed');
  });

  test('may be asked by an invariant that sorts and empties its events', async () => {
    const taken: number[] = [];
    const { verdict, explored } = await checkListener(
      account(listener(versioned), {
        events: [...EVENTS],
        schedules: 20,
        invariant: (_, events) => {
          taken.push((events as AccountEvent[]).splice(0).length);
        },
      }),
    );
    expect({ verdict, schedules: explored.schedules }).toEqual({
      verdict: 'passed',
      schedules: 20,
    });
    expect(new Set(taken)).toEqual(new Set([EVENTS.length]));
  });

  test('is asked by an invariant that is async', async () => {
    const { verdict } = await checkListener(
      account(listener(versioned), {
        invariant: async ({ balance }) => {
          await sleep(1);
          if (balance !== 10) throw new Error('no');
        },
      }),
    );
    expect(verdict).toBe('passed');
  });
});

describe('a listener that fails', () => {
  test.each<[string, OnEvent, StepKind]>([
    ['an ack that is lost', naive, 'lose ack'],
    ['a crash before the ack', naive, 'crash before ack'],
    ['a second one while it is at the first', naive, 'come twice'],
  ])('breaks by %s', async (_, onEvent, kind) => {
    const failure = await failureOf(
      checkListener(account(listener(onEvent), { without: only(kind) })),
    );
    expect(stepsOf(failure)).toEqual([kind]);
    expect(failure.message).toMatch(/^balance \d+, expected 10$|below 0/);
  });

  test('breaks by another order', async () => {
    const once: OnEvent = (event, message, state) => {
      // Whatever is new by its version counts as new.
      if (event.version > state.version) apply(event, state);
      message.ack();
    };
    const failure = await failureOf(
      checkListener(account(listener(once), { without: only('lose delivery') })),
    );
    expect(stepsOf(failure)).toEqual(['lose delivery']);
  });

  test('breaks by a crash after an ack that came too early', async () => {
    const hasty: OnEvent = async (event, message, state) => {
      if (event.version > state.version + 1) return;
      message.ack();
      await sleep(5);
      if (event.version === state.version + 1) apply(event, state);
    };
    const failure = await failureOf(
      checkListener(account(listener(hasty), { without: only('crash after ack') })),
    );
    expect(stepsOf(failure)).toEqual(['crash after ack']);
  });

  test('breaks by it also where it saves within the same round of the event loop', async () => {
    const hasty: OnEvent = async (event, message, state) => {
      if (event.version > state.version + 1) return;
      message.ack();
      await Promise.resolve();
      if (event.version === state.version + 1) apply(event, state);
    };
    const failure = await failureOf(
      checkListener(account(listener(hasty), { without: only('crash after ack') })),
    );
    expect(stepsOf(failure)).toEqual(['crash after ack']);
  });

  test('does not break where it saves before anything can be sent', async () => {
    const early: OnEvent = (event, message, state) => {
      if (event.version > state.version + 1) return;
      message.ack();
      if (event.version === state.version + 1) apply(event, state);
    };
    const { verdict } = await checkListener(
      account(listener(early), { without: only('crash after ack', 'overlap') }),
    );
    expect(verdict).toBe('passed');
  });

  test('breaks by a crash between two changes that belong together', async () => {
    const torn: OnEvent = async (event, message, state) => {
      if (event.version > state.version + 1) return;
      if (event.version <= state.version) {
        message.ack();
        return;
      }
      state.balance += event.type === 'deposit' ? event.amount : -event.amount;
      await sleep(5);
      state.version = event.version;
      message.ack();
    };
    const failure = await failureOf(
      checkListener(account(listener(torn), { without: only('crash while handling') })),
    );
    expect(stepsOf(failure)).toEqual(['crash while handling']);
  });

  test('breaks by two members that are at it together', async () => {
    const racing: OnEvent = async (event, message, state) => {
      if (event.version > state.version + 1) return;
      const { balance } = state;
      await sleep(3);
      if (event.version === state.version + 1) {
        state.balance = balance + (event.type === 'deposit' ? event.amount : -event.amount);
        state.version = event.version;
      } else if (event.version > state.version) {
        return;
      }
      message.ack();
    };
    const { verdict } = await reportOf(checkListener(account(listener(racing))));
    // It looks at the version again after its pause, so that only the balance could be stale.
    expect(verdict).toBe('passed');
    const blind: OnEvent = async (event, message, state) => {
      const isNext = event.version === state.version + 1;
      if (event.version > state.version + 1) return;
      await sleep(3);
      if (isNext) apply(event, state);
      message.ack();
    };
    const failure = await failureOf(
      checkListener(account(listener(blind), { without: only('come twice', 'overlap') })),
    );
    expect(failure.kind).toBe('invariant');
  });

  test('misses what comes while it is away, without a durable name', async () => {
    const forgetful = listener(versioned, { options: (it) => it.setManualAckMode(true) });
    const report = await reportOf(
      checkListener(account(forgetful, { without: only('restart listener') })),
    );
    expect(report.failure?.schedule.steps.map(({ kind }) => kind)).toEqual(['restart listener']);
    expect(report.warnings.map(({ kind }) => kind)).toEqual(['no durable']);
  });

  test('misses what came before it, when it wants only what is new', async () => {
    const late = listener(versioned, {
      options: (it) => it.setManualAckMode(true).setDurableName('accounts'),
    });
    const { schedule } = await failureOf(checkListener(account(late, { without: only() })));
    expect(schedule.steps).toEqual([]);
    expect(schedule.late).toBeGreaterThan(0);
  });

  test('loses its place by unsubscribing where it should close', async () => {
    const leaving = listener(
      (event, message, state) => {
        apply(event, state);
        message.ack();
      },
      {
        stop: async (stan) => {
          const subscriptions = Object.values(
            (stan as unknown as { subMap: Record<string, { unsubscribe(): void }> }).subMap,
          );
          for (const subscription of subscriptions) subscription.unsubscribe();
          await close(stan);
        },
      },
    );
    const report = await reportOf(
      checkListener(account(leaving, { without: only('restart listener') })),
    );
    expect(report.failure?.schedule.steps.map(({ kind }) => kind)).toContain('restart listener');
    expect(report.warnings.map(({ kind }) => kind)).toEqual(['unsubscribes']);
  });

  test('throws where nobody catches', async () => {
    const strict: OnEvent = (event, message, state) => {
      if (event.version !== state.version + 1)
        throw new Error(`version ${event.version} is not next`);
      versioned(event, message, state);
    };
    const failure = await failureOf(checkListener(account(listener(strict))));
    expect(failure.kind).toBe('threw');
    expect(failure.message).toContain('is not next (test/check/check-listener.test.ts:');
  });

  test('never acknowledges one of the events', async () => {
    const leaky: OnEvent = (event, message, state) => {
      apply(event, state);
      if (event.version !== 2) message.ack();
    };
    const failure = await failureOf(checkListener(account(listener(leaky))));
    expect(failure).toMatchObject({ kind: 'never acked', schedule: { steps: [] } });
    expect(failure.message).toContain('event 2');
  });

  test('takes longer than the server waits', async () => {
    const slow = listener(
      async (event, message, state) => {
        await sleep(1100);
        versioned(event, message, state);
      },
      {
        options: (it) =>
          it.setManualAckMode(true).setDeliverAllAvailable().setDurableName('d').setAckWait(1000),
      },
    );
    const failure = await failureOf(checkListener(account(slow, { events: EVENTS.slice(0, 1) })));
    expect(failure.kind).toBe('ack wait too short');
  });

  test('does not close its client', async () => {
    const open = listener(versioned, { stop: () => Promise.resolve() });
    const failure = await failureOf(checkListener(account(open)));
    expect(failure.kind).toBe('not closed');
    expect(failure.message).toContain('"listener-a"');
  });

  test('dies of an event that nobody can handle', async () => {
    const failure = await failureOf(
      checkListener(
        account(listener(versioned), { poison: ['not JSON'], without: only('poison') }),
      ),
    );
    expect(failure.kind).toBe('threw');
    expect(stepsOf(failure)).toEqual(['poison']);
  });

  test('breaks without any trouble', async () => {
    const wrong: OnEvent = (event, message, state) => {
      state.balance += event.amount;
      message.ack();
    };
    const failure = await failureOf(checkListener(account(listener(wrong))));
    expect(failure).toMatchObject({ message: 'balance 210, expected 10', schedule: { steps: [] } });
  });

  test('fails again in the same way when its path is given', async () => {
    const first = await failureOf(checkListener(account(listener(naive))));
    const again = await reportOf(checkListener(account(listener(naive), { path: first.path })));
    expect(again.failure?.schedule).toEqual(first.schedule);
    expect(again.explored.schedules).toBe(1);
  });

  test('gives two results for one schedule', async () => {
    let starts = 0;
    const moody = listener((event, message, state) => {
      versioned(event, message, state);
    });
    const { failure, text } = await reportOf(
      checkListener(
        account(
          async (context) => {
            starts++;
            return moody(context);
          },
          // Not of what happened, but of how often it has been asked.
          { invariant: () => starts !== 9 },
        ),
      ),
    );
    expect(failure?.otherwise).toMatchObject({ message: undefined });
    expect(text).toMatch(/two results|twice|not the same/i);
  });
});

test('an invariant that holds by luck is told with both results, also where nothing goes wrong', async () => {
  let asked = 0;
  const { failure } = await reportOf(
    checkListener(account(listener(versioned), { invariant: () => ++asked > 4 })),
  );
  expect(failure).toMatchObject({ kind: 'invariant', otherwise: { message: undefined } });
});

describe('a check that shows nothing', () => {
  test('is unknown when nothing ever came again', async () => {
    const report = await reportOf(
      checkListener(account(listener(versioned), { without: [...only(), 'late'] })),
    );
    expect(report).toMatchObject({ verdict: 'unknown' });
    expect(report.reason).toContain('nothing was ever delivered again');
  });

  test('is unknown when no event reaches the listener', async () => {
    const { verdict, reason } = await reportOf(
      checkListener(account(listener(versioned), { channel: 'another', invariant: () => true })),
    );
    expect(verdict).toBe('unknown');
    expect(reason).toContain('it subscribes to accounts');
  });

  test('is unknown when it was ended early', async () => {
    const report = await reportOf(
      checkListener(account(listener(versioned), { signal: AbortSignal.abort() })),
    );
    expect(report.verdict).toBe('unknown');
  });
});

describe('what can not be checked', () => {
  const WHERE = 'test/check/check-listener.test.ts';
  const broken = (start: () => never): Promise<CheckReport> =>
    checkListener(account(() => start()));

  test('is a start that throws, and the place is named', async () => {
    await expect(
      broken(() => {
        throw new Error('no database');
      }),
    ).rejects.toThrow(
      new RegExp(`^${WHERE}:\\d+:\\d+: .*does not start: no database \\(${WHERE}:\\d+`),
    );
  });

  test('is a start that never connects', async () => {
    const idle = (): { stop: () => void } => ({ stop: () => undefined });
    await expect(checkListener(account(idle, { startMs: 50 }))).rejects.toThrow(
      'it has not connected in 0.05 s',
    );
  });

  test.each<[string, Partial<FunctionOptions<Account, AccountEvent>>, RegExp]>([
    [
      'a path that leads nowhere',
      { path: '0:0:0' },
      /^test.*: there is no schedule at the path 0:0:0/,
    ],
    [
      'an arbitrary of what is no array',
      { events: fc.constant(5) as unknown as fc.Arbitrary<AccountEvent[]> },
      /the arbitrary of the option events gives 5: have it give arrays/,
    ],
    [
      'a state that is never made',
      { createState: () => new Promise<Account>(() => undefined), startMs: 200 },
      /createState failed: it did not come to an end in 0\.2 s/,
    ],
    [
      'a state that nobody ever gives back',
      { disposeState: () => new Promise<void>(() => undefined), startMs: 200 },
      /disposeState failed: it did not come to an end in 0\.2 s/,
    ],
  ])('is %s', async (_what, options, message) => {
    await expect(checkListener(account(listener(versioned), options))).rejects.toThrow(message);
  });

  test('is a process whose timers are fake', async () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    await expect(checkListener(account(listener(versioned)))).rejects.toThrow(
      /vi\.useRealTimers\(\)/,
    );
  });

  test('is an event that is no JSON', async () => {
    const events = [{ ...EVENTS[0], amount: 70n }] as unknown as AccountEvent[];
    await expect(checkListener(account(listener(versioned), { events }))).rejects.toThrow(
      /event 1 can't be sent.*BigInt/,
    );
  });

  test('is a state that can not be made', async () => {
    const createState = (): Account => {
      throw new Error('disk full');
    };
    await expect(checkListener(account(listener(versioned), { createState }))).rejects.toThrow(
      /createState failed: disk full \(test\/check/,
    );
  });

  test('is a listener that answers itself for ever', async () => {
    const echo = async ({ url, clusterId, clientId }: Context): Promise<RunningListener> => {
      const stan = nats.connect(clusterId, clientId, { url });
      await new Promise((resolve) => stan.on('connect', resolve));
      const options = stan.subscriptionOptions().setManualAckMode(true);
      stan.subscribe('accounts', options).on('message', (message: Message) => {
        stan.publish('accounts', 'again', () => {
          message.ack();
        });
      });
      return { stop: () => close(stan) };
    };
    await expect(checkListener(account(echo))).rejects.toThrow(
      'publishes to accounts, to which it subscribes, without an end (again)',
    );
  });

  test('is a state that is the same each time', async () => {
    const state: Account = { balance: 0, version: 0, wasNegative: false };
    await expect(
      checkListener(account(listener(versioned), { createState: () => state })),
    ).rejects.toThrow('createState gives the same state each time');
    // One that is as new again will do.
    const again = (): Account => Object.assign(state, { balance: 0, version: 0 });
    const more = { createState: again, without: only('lose ack'), schedules: 5 };
    const { verdict } = await checkListener(account(listener(versioned), more));
    expect(verdict).toBe('passed');
  });

  test('is an invariant that does not come to an end', async () => {
    const invariant = (): Promise<void> => new Promise(() => undefined);
    await expect(
      checkListener(account(listener(versioned), { invariant, startMs: 500 })),
    ).rejects.toThrow('the invariant has not come to an end in 0.5 s');
  });
});

describe('a listener as a process', () => {
  const check = (script: string): Promise<CheckReport> =>
    checkListener({
      events: ['a'],
      channel: 'accounts',
      command: `${process.execPath} -e "${script}"`,
      schedules: 1,
    });

  test('that ends at once can not be checked, and its last words are told', async () => {
    await expect(check("console.error('no such table'); process.exit(3)")).rejects.toThrow(
      /does not start: the listener has ended by itself \(status 3\)\n {2}it printed: no such table/,
    );
  });
});
