import type { EventEmitter } from 'node:events';

/** Parts of node-nats-streaming that have no public face. */
export interface StanInside extends EventEmitter {
  nc?: NatsInside;
  pubAckMap?: Record<string, { t?: NodeJS.Timeout }>;
  cleanupOnClose(error?: Error): void;
  closeWithError(event: string, error: unknown): void;
  publish(...args: unknown[]): string;
  subscribe(...args: unknown[]): SubscriptionInside;
  close(): void;
}

export interface SubscriptionInside extends EventEmitter {
  /** Known when the server has agreed. */
  readonly ackInbox?: string;
}

interface NatsInside extends EventEmitter {
  close(): void;
  publish(...args: unknown[]): void;
}

/** Whether it is a client of the library, whichever copy of it; asked while it is being made. */
export function isStan(emitter: EventEmitter): emitter is StanInside {
  const { cleanupOnClose, closeWithError } = emitter as Partial<StanInside>;
  return typeof cleanupOnClose === 'function' && typeof closeWithError === 'function';
}

/**
 * Has a client fall silent as the one of a process that has died: by itself it would try to come back
 * every 2 s for ever, and tell its listeners of the connection that it has lost.
 */
export function silence(stan: StanInside): void {
  for (const { t } of Object.values(stan.pubAckMap ?? {})) clearTimeout(t);
  // Or those that wait for an ack would be told.
  stan.pubAckMap = {};
  stan.cleanupOnClose();
  const { nc } = stan;
  if (nc !== undefined) {
    nc.close();
    // close() has taken all listeners away, and the socket may still have an error to tell.
    nc.on('error', () => undefined);
    // An ack of the dead arrives nowhere, which is not an error that its code hears of.
    nc.publish = () => undefined;
  }
  // And no timer waits for the ack of what it publishes.
  stan.publish = () => '';
  // It would wait 2 s for an answer, and those who end it properly wait for the event.
  stan.close = () => {
    setImmediate(() => stan.emit('close', null));
  };
}
