import type { StreamingSubscription } from '../streaming/subscription';
import { FaultError } from './fault';

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

const KEYS: ReadonlySet<string> = new Set<keyof MessageFacts>([
  'channel',
  'sequence',
  'clientId',
  'queue',
  'durable',
  'redelivered',
]);

/**
 * The filter as a function.
 * @throws FaultError for a key that no message has, or a value that is undefined: left out, either
 * would have the filter strike too much
 */
export function matcherOf(which: Which): (message: MessageFacts) => boolean {
  if (typeof which === 'function') return which;
  const wanted = Object.entries<unknown>(which);
  const unknown = wanted.find(([key]) => !KEYS.has(key));
  if (unknown) {
    throw new FaultError(
      `messages have no '${unknown[0]}' to filter by: use ${[...KEYS].join(', ')} or a function`,
    );
  }
  const empty = wanted.find(([, value]) => value === undefined);
  if (empty) {
    throw new FaultError(
      `the filter's '${empty[0]}' is undefined, which no message is: give a value or leave it out`,
    );
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
