import { oneLine } from '../../base/one-line';
import type { Operation, SubscriptionTerms } from '../history/operation';

/** Shortens the unique value of an event for people. */
export type NameOfValue = (value: string) => string;

/** What a client did or saw, in words that follow its name: `gets event 3 (#7)`. */
export function describeOperation(operation: Operation, nameOfValue: NameOfValue): string {
  switch (operation.f) {
    case 'connect':
      return told(operation, `connect as ${operation.clientId}`, 'connect', 'is connected');
    case 'disconnect':
      return told(operation, 'say goodbye', 'goodbye', 'has said goodbye');
    case 'publish': {
      const event = nameOfValue(operation.value);
      const done = `has ${event} acknowledged by the server`;
      return told(operation, `publish ${event}`, `publish of ${event}`, done);
    }
    case 'subscribe':
      return told(operation, `subscribe${terms(operation.terms)}`, 'subscribe', 'is subscribed');
    case 'close':
      return told(operation, 'close the subscription', 'close', 'has closed the subscription');
    case 'unsubscribe':
      return told(operation, 'unsubscribe', 'unsubscribe', 'is unsubscribed');
    case 'deliver':
      return `gets ${nameOfValue(operation.value)} (#${operation.sequence})${again(operation)}`;
    case 'ack':
      return `acknowledges ${nameOfValue(operation.value)} (#${operation.sequence})`;
    case 'ack lost':
      return `acknowledges ${nameOfValue(operation.value)} (#${operation.sequence}), and the ack gets lost`;
    case 'freeze':
      return 'is cut off, and neither side is told';
    case 'thaw':
      return 'is there again, with what both sides had sent meanwhile';
    case 'crash':
      return 'dies';
    case 'ping':
      return told(operation, 'be known to the server', 'ping', 'is known to the server');
    case 'fault':
      return `${operation.fault} ${operation.state} at ${operation.on}`;
    case 'phase':
      return `the phase ${operation.phase} begins`;
    case 'lost':
      return `has lost its connection: ${oneLine(operation.error)}`;
    case 'registered':
      return operation.isRegistered
        ? 'is a client of the server, says the monitoring'
        : 'is no client of the server any more, says the monitoring';
    case 'book': {
      const { value, version, amount, balance } = operation;
      const sum = amount < 0 ? `${amount}` : `+${amount}`;
      return `books ${nameOfValue(value)}, version ${version}: ${sum}, balance ${balance}`;
    }
    case 'pause':
      return `nats-test itself stood still for ${(operation.pausedMs / 1000).toFixed(1)} s`;
    case 'end':
      return 'the lesson ends';
  }
}

function told(
  { type, error }: { readonly type: 'invoke' | 'ok' | 'fail' | 'info'; readonly error?: string },
  request: string,
  /** The request as a noun. */
  noun: string,
  done: string,
): string {
  const reason = error === undefined ? '' : `: ${oneLine(error)}`;
  switch (type) {
    case 'invoke':
      return `asks to ${request}`;
    case 'ok':
      return done;
    case 'fail':
      return `is refused to ${request}${reason}`;
    case 'info':
      return `gets no answer to its ${noun}${reason}`;
  }
}

function again(delivery: {
  readonly redelivered: boolean;
  readonly redeliveryCount: number;
}): string {
  return delivery.redelivered ? `, redelivered (${delivery.redeliveryCount})` : '';
}

function terms({ queue, durable }: SubscriptionTerms): string {
  const named = [
    ...(queue === undefined ? [] : [`queue group ${queue}`]),
    ...(durable === undefined ? [] : [`durable name ${durable}`]),
  ];
  return named.length === 0 ? '' : ` with ${named.join(' and ')}`;
}
