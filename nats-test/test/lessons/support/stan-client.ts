import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import nats, { type Message, type Stan } from 'node-nats-streaming';

import type { CleanUp, LessonServer } from '../../support/lesson-server';
import { within } from '../../support/wait-for';

/** A client of the test's own, beside the lessons. */
export async function connectClient(
  cleanUp: CleanUp,
  server: LessonServer,
  clientId: string = randomUUID(),
): Promise<Stan> {
  const stan = nats.connect('ticketing', clientId, { url: server.url, reconnect: false });
  await within('connect', once(stan, 'connect'));
  cleanUp(() => closeClient(stan));
  return stan;
}

/** Signs off, and waits until the server has confirmed it. Does nothing the second time. */
export async function closeClient(stan: Stan): Promise<void> {
  if ((stan as unknown as { nc: unknown }).nc === undefined) return;
  const closed = once(stan, 'close');
  stan.close();
  await within('close', closed);
}

/** Publishes each text to `ticket:created`, one after the other, each stored before the next. */
export async function publishAll(stan: Stan, texts: readonly string[]): Promise<void> {
  for (const text of texts)
    await new Promise<void>((resolve, reject) => {
      stan.publish('ticket:created', text, (error: Error | string | undefined) => {
        if (error) reject(new Error(String(error)));
        else resolve();
      });
    });
}

/** Reads the first `count` events of `ticket:created`. */
export function readEvents(stan: Stan, count: number): Promise<string[]> {
  const options = stan.subscriptionOptions().setDeliverAllAvailable();
  const subscription = stan.subscribe('ticket:created', options);
  const events: string[] = [];
  const read = new Promise<string[]>((resolve) => {
    subscription.on('message', (message: Message) => {
      events.push(String(message.getData()));
      if (events.length === count) resolve(events);
    });
  });
  return within(`${count} events of ticket:created`, read);
}

/** Joins the listeners' queue group, takes what comes and acknowledges nothing. */
export async function joinAndHold(stan: Stan): Promise<{ held: number[] }> {
  const options = stan
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('accounting-service');
  const subscription = stan.subscribe('ticket:created', 'accounting-queue-group', options);
  const held: number[] = [];
  subscription.on('message', (message: Message) => held.push(message.getSequence()));
  await within('the subscription', once(subscription, 'ready'));
  return { held };
}
