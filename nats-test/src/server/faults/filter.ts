import type { StreamingSubscription } from '../streaming/subscription';
import { FaultError } from './fault';
import { checkOptions } from './options';

/** A message on its way to a subscription, or the ack on its way back. */
export interface MessageFacts {
  readonly channel: string;
  readonly sequence: number;
  /** The client whose subscription it is. */
  readonly clientId: string;
  /** The queue group's name as the client gave it; empty outside of groups. */
  readonly queue: string;
  /** The durable name as the client gave it; empty when the subscription is not durable. */
  readonly durable: string;
  /** Of a delivery: whether it is a redelivery; of an ack: whether the message was redelivered. */
  readonly redelivered: boolean;
}

/** Which messages a fault strikes: those for which all of this holds; `{}` strikes all. */
export type MessageFilter = Partial<MessageFacts>;

/**
 * A filter, or a function that says so of each message. A function that throws strikes nothing: its
 * fault is lifted, whose `error` is what was thrown, and the server's log has an error line. Nothing
 * is thrown at the test, so one that relies on such a fault looks at `error` in the end.
 */
export type Which = MessageFilter | ((message: MessageFacts) => boolean);

/** The type of each. */
const KEYS: Readonly<Record<keyof MessageFacts, 'string' | 'number' | 'boolean'>> = {
  channel: 'string',
  sequence: 'number',
  clientId: 'string',
  queue: 'string',
  durable: 'string',
  redelivered: 'boolean',
};

/**
 * The filter as a function.
 * @throws FaultError for a key that no message has, or a value that none can have: the filter would
 * strike too much or nothing
 */
export function matcherOf(which: Which): (message: MessageFacts) => boolean {
  if (typeof which === 'function') return which;
  checkOptions(which, Object.keys(KEYS));
  const wanted = Object.entries<unknown>(which);
  for (const [key, value] of wanted) {
    const type = KEYS[key as keyof MessageFacts];
    if (typeof value !== type) {
      throw new FaultError(
        `the filter's '${key}' is ${String(value)}, which no message is: give a ${type} or leave it out`,
      );
    }
  }
  return (message) => wanted.every(([key, value]) => message[key as keyof MessageFacts] === value);
}

/** What a filter may look at. */
export function factsOf(
  subscription: StreamingSubscription,
  sequence: number,
  redelivered: boolean,
): MessageFacts {
  const { groupName, isDurable } = subscription;
  // A durable group's name is `durable:queue`, and there is no colon in the first part.
  const colon = isDurable ? groupName.indexOf(':') : -1;
  return {
    channel: subscription.channel.name,
    sequence,
    clientId: subscription.clientId,
    queue: groupName.slice(colon + 1),
    durable: colon < 0 ? subscription.durableName : groupName.slice(0, colon),
    redelivered,
  };
}
