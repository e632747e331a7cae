import { createClient } from '../client/stan-client';
import { firstAddress } from '../client/parse-url';
import { openRelay } from '../faults/relay';
import { through } from '../faults/through';
import type { StartPosition, SubscriptionTerms } from '../history/operation';
import type { Outcome } from '../client/outcome';
import type { Step } from '../scenarios/scenario';
import { isRegistered } from '../target/ask-server';
import { answers } from './answers';
import { encodePayload } from './payload';
import type { Stage, StagedClient, StagedSubscription } from './stage';

/** As the course: enough that nothing but a lesson about it runs into them. */
const ACK_WAIT_MS = 30_000;
const MAX_IN_FLIGHT = 1000;

/** Beyond what the server's heartbeats allow for, and beyond the grace that the checker gives. */
const EVICTION_GRACE_MS = 5000;
/** An answer that takes longer tells of a server, or a way to it, that has stood still. */
const SLOW_MS = 500;
/** Between two questions to the monitoring. */
const POLL_MS = 100;

/** A step could not be done, so that the scenario can't go on. The message says what and why. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
}

/**
 * Does one step of a scenario.
 * @throws StepFailure, MonitoringError
 */
export async function perform(stage: Stage, step: Step): Promise<void> {
  switch (step.do) {
    case 'connect':
      return connect(stage, step);
    case 'disconnect':
      return disconnect(stage, step.client);
    case 'freeze':
      freeze(stage, step.client);
      return;
    case 'subscribe':
      return subscribe(stage, step);
    case 'close':
    case 'unsubscribe':
      return leave(stage, step);
    case 'publish':
      return publish(stage, step);
    case 'await deliveries':
      return awaitOrAsk(
        stage,
        () => {
          const counts = step.to.map((name) => stage.subscription(name).deliveries);
          return counts.reduce((sum, count) => sum + count, 0) >= step.count;
        },
        step.withinMs,
      );
    case 'await bookings':
      return awaitOrAsk(stage, () => stage.account.bookings >= step.count, step.withinMs);
    case 'wait':
      return stage.waiting.pause(step.ms);
    case 'ack all':
      stage.release(stage.subscription(step.subscription));
      return;
    case 'await eviction':
      return awaitEviction(stage, step.client);
  }
}

type StepOf<Do extends Step['do']> = Extract<Step, { readonly do: Do }>;

async function connect(stage: Stage, { client: name, withIdOf }: StepOf<'connect'>): Promise<void> {
  const clientId =
    withIdOf === undefined
      ? `nats-test-${stage.runId}-${stage.scenario.name}-${name}`
      : stage.client(withIdOf).client.clientId;
  const willFreeze = stage.scenario.steps.some((it) => it.do === 'freeze' && it.client === name);
  const relay = willFreeze ? await openRelay(firstAddress(stage.connection.url)) : undefined;
  const connection = relay ? through(relay, stage.connection) : stage.connection;
  const client = createClient(connection, clientId, {
    lost: (error) => {
      staged.isConnected = false;
      if (stage.isOver) return;
      stage.recorder.record({ f: 'lost', type: 'ok', client: name, error });
      stage.waiting.end(`the connection of ${name} was lost: ${error}`);
    },
  });
  const staged: StagedClient = { name, client, relay, isConnected: false, isFrozen: false };
  stage.clients.set(name, staged);
  const outcome = await stage.request({ f: 'connect', client: name, clientId }, () =>
    client.connect(),
  );
  staged.isConnected = outcome.type === 'ok';
  // Whether it may have the ID of another client is for the checkers to say.
  if (withIdOf === undefined) mustBeOk(outcome, `${name} could not connect`);
}

async function disconnect(stage: Stage, name: string): Promise<void> {
  const staged = stage.client(name);
  const outcome = await stage.request({ f: 'disconnect', client: name }, () =>
    staged.client.disconnect(),
  );
  staged.isConnected = false;
  mustBeOk(outcome, `${name} could not disconnect`);
}

function freeze(stage: Stage, name: string): void {
  const staged = stage.client(name);
  staged.relay?.freeze();
  staged.isFrozen = true;
  stage.recorder.record({ f: 'freeze', type: 'ok', client: name });
}

async function subscribe(stage: Stage, step: StepOf<'subscribe'>): Promise<void> {
  const { subscription: name, listener } = step;
  const channel = channelOf(stage);
  const client = stage.client(step.client);
  const terms = termsOf(stage, step);
  const staged: StagedSubscription = {
    ...{ name, channel, client, terms, listener },
    handle: undefined,
    isClosed: false,
    isDeleted: false,
    held: [],
    isReleased: false,
    deliveries: 0,
  };
  stage.subscriptions.set(name, staged);
  const entry = {
    f: 'subscribe',
    client: client.name,
    channel,
    subscription: name,
    terms,
  } as const;
  const outcome = await stage.request(entry, async () => {
    const answer = await client.client.subscribe(channel, terms, (delivery) => {
      stage.deliver(staged, delivery);
    });
    staged.handle = answer.subscription;
    return answer;
  });
  mustBeOk(outcome, `${client.name} could not subscribe to ${channel}`);
}

async function leave(
  stage: Stage,
  { do: how, subscription: name }: StepOf<'close' | 'unsubscribe'>,
): Promise<void> {
  const staged = stage.subscription(name);
  const { client, handle } = staged;
  const entry = { f: how, client: client.name, subscription: name } as const;
  const outcome = await stage.request(entry, () => {
    if (!handle) throw new Error(`the scenario ends ${name}, which never began`);
    return how === 'close' ? handle.close() : handle.unsubscribe();
  });
  staged.isClosed = true;
  staged.isDeleted = how === 'unsubscribe' && outcome.type === 'ok';
  mustBeOk(outcome, `${name} could not ${how}`);
}

async function publish(stage: Stage, { client: name, events }: StepOf<'publish'>): Promise<void> {
  const { client } = stage.client(name);
  const channel = channelOf(stage);
  const contents = typeof events === 'number' ? Array.from({ length: events }, () => ({})) : events;
  for (const content of contents) {
    if (stage.waiting.endedBy !== undefined) return;
    const value = `${stage.prefix}${stage.values.length + 1}`;
    stage.values.push(value);
    const outcome = await stage.request({ f: 'publish', client: name, channel, value }, () =>
      client.publish(channel, encodePayload({ value, ...content })),
    );
    mustBeOk(outcome, `${name} could not publish to ${channel}`);
  }
}

/**
 * Until it is so, or not within the time on a server that answers.
 * @throws StepFailure when it does not
 */
async function awaitOrAsk(stage: Stage, isSo: () => boolean, withinMs: number): Promise<void> {
  if (await stage.waiting.until(isSo, withinMs)) return;
  const askedMs = stage.recorder.elapsedMs;
  const silence = await answers(stage);
  if (stage.waiting.endedBy !== undefined) return;
  if (silence !== undefined) throw new StepFailure(silence);
  // It had stood still, and begins only now with what it has not done.
  if (stage.recorder.elapsedMs - askedMs > SLOW_MS) await stage.waiting.until(isSo, withinMs);
}

async function awaitEviction(stage: Stage, name: string): Promise<void> {
  const { monitoringUrl, heartbeats } = stage.target;
  if (monitoringUrl === undefined || !heartbeats) return;
  const { intervalMs, timeoutMs, failuresMax } = heartbeats;
  const allowedMs = (intervalMs + timeoutMs) * (failuresMax + 1) + EVICTION_GRACE_MS;
  const { clientId } = stage.client(name).client;
  const endsAtMs = stage.recorder.elapsedMs + allowedMs;
  while (stage.waiting.endedBy === undefined) {
    const isLast = stage.recorder.elapsedMs >= endsAtMs;
    const isThere = await isRegistered(monitoringUrl, clientId);
    stage.recorder.record({ f: 'registered', type: 'ok', client: name, isRegistered: isThere });
    if (!isThere || isLast) return;
    await stage.waiting.pause(POLL_MS);
  }
}

function termsOf(stage: Stage, step: StepOf<'subscribe'>): SubscriptionTerms {
  const { queue, durable, start, maxInFlight, ackWaitMs } = step;
  const ofRun = (name: string): string => `${name}-${stage.runId}`;
  return {
    ...(queue === undefined ? {} : { queue: ofRun(queue) }),
    ...(durable === undefined ? {} : { durable: ofRun(durable) }),
    ...(start === undefined ? {} : { start: startOf(stage, start) }),
    maxInFlight: maxInFlight ?? MAX_IN_FLIGHT,
    ackWaitMs: ackWaitMs ?? ACK_WAIT_MS,
  };
}

function startOf(stage: Stage, start: NonNullable<StepOf<'subscribe'>['start']>): StartPosition {
  if (start.from !== 'event') return start;
  const value = stage.values[start.event - 1];
  const sequence = value === undefined ? undefined : stage.sequences.get(value);
  if (sequence === undefined) {
    throw new StepFailure(`event ${start.event} was never delivered, so its sequence is not known`);
  }
  return { from: 'sequence', sequence };
}

function channelOf({ scenario }: Stage): string {
  if (scenario.channel === undefined) throw new Error(`${scenario.name} has no channel`);
  return scenario.channel;
}

function mustBeOk(outcome: Outcome, failure: string): void {
  if (outcome.type !== 'ok') throw new StepFailure(`${failure}: ${outcome.error}`);
}
