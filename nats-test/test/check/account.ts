import nats, { type Message, type Stan, type SubscriptionOptions } from 'node-nats-streaming';

import type { FunctionOptions, ListenerContext, RunningListener } from '../../src/index';

/** An account in three events, as the course has it. */
export interface AccountEvent {
  readonly type: 'deposit' | 'withdraw';
  readonly amount: number;
  readonly version: number;
}

export interface Account {
  balance: number;
  version: number;
  wasNegative: boolean;
}

export const EVENTS: readonly AccountEvent[] = [
  { type: 'deposit', amount: 70, version: 1 },
  { type: 'deposit', amount: 40, version: 2 },
  { type: 'withdraw', amount: 100, version: 3 },
];

export type Context = ListenerContext<Account>;
export type OnEvent = (event: AccountEvent, message: Message, account: Account) => unknown;

/** How it subscribes where a test says nothing else. */
const asUsual = (options: SubscriptionOptions): SubscriptionOptions =>
  options.setManualAckMode(true).setDeliverAllAvailable().setDurableName('accounts');

export interface Habits {
  readonly options?: (options: SubscriptionOptions) => SubscriptionOptions;
  readonly queue?: string | undefined;
  readonly stop?: (stan: Stan) => Promise<void>;
  readonly clientId?: (given: string) => string;
}

/** A listener's own code, which knows nothing of a check. */
export function listener(
  onEvent: OnEvent,
  habits: Habits = {},
): (context: Context) => Promise<RunningListener> {
  const {
    options = asUsual,
    queue = 'service',
    stop = close,
    clientId = (it: string) => it,
  } = habits;
  return async (context) => {
    const stan = nats.connect(context.clusterId, clientId(context.clientId), { url: context.url });
    context.signal.addEventListener('abort', () => {
      stan.close();
    });
    // Nobody listens for errors: the library would hand what a handler throws to whoever does.
    await new Promise<void>((resolve) => {
      stan.on('connect', () => {
        resolve();
      });
    });
    const asked = options(stan.subscriptionOptions());
    const subscription =
      queue === '' ? stan.subscribe('accounts', asked) : stan.subscribe('accounts', queue, asked);
    subscription.on('message', (message: Message) => {
      onEvent(JSON.parse(String(message.getData())) as AccountEvent, message, context.state);
    });
    return { stop: () => stop(stan) };
  };
}

export function close(stan: Stan): Promise<void> {
  return new Promise((resolve) => {
    stan.on('close', () => {
      resolve();
    });
    stan.close();
  });
}

export function apply({ type, amount, version }: AccountEvent, account: Account): void {
  account.balance += type === 'deposit' ? amount : -amount;
  account.version = version;
  account.wasNegative ||= account.balance < 0;
}

/** Adds up whatever comes. */
export const naive: OnEvent = (event, message, account) => {
  apply(event, account);
  message.ack();
};

/** Takes each version once, in its turn. */
export const versioned: OnEvent = (event, message, account) => {
  if (event.version > account.version + 1) return;
  if (event.version === account.version + 1) apply(event, account);
  message.ack();
};

/** A check of a listener of the account. */
export function account(
  start: FunctionOptions<Account, AccountEvent>['start'],
  more: Partial<FunctionOptions<Account, AccountEvent>> = {},
): FunctionOptions<Account, AccountEvent> {
  return {
    events: EVENTS,
    channel: 'accounts',
    createState: () => ({ balance: 0, version: 0, wasNegative: false }),
    start,
    invariant: ({ balance, wasNegative }) => {
      if (wasNegative) throw new Error('the balance was below 0');
      if (balance !== 10) throw new Error(`balance ${balance}, expected 10`);
    },
    schedules: 60,
    seed: 1,
    ...more,
  };
}
