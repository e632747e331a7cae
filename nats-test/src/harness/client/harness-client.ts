import type { Outcome } from './outcome';

/** Where and as whom to connect. */
export interface ConnectionOptions {
  /** `nats://HOST:PORT`, one or several with commas between them. */
  readonly url: string;
  readonly clusterId: string;
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
  /** PEM texts. */
  readonly tls?: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    /** The name or address that the server's certificate must hold; left out, the host of the URL. */
    readonly servername?: string;
  };
}

/** What is asked for with a subscription. Acks are always by hand. */
export interface SubscribeOptions {
  readonly queue?: string;
  readonly durable?: string;
  readonly start?:
    | { readonly from: 'first' | 'last' }
    | { readonly from: 'sequence'; readonly sequence: number }
    | { readonly from: 'ago'; readonly agoMs: number };
  readonly maxInFlight: number;
  /** Whole seconds in milliseconds, 1000 at least. */
  readonly ackWaitMs: number;
}

/** An event as it came. */
export interface Delivery {
  readonly sequence: number;
  readonly data: string;
  readonly redelivered: boolean;
  readonly redeliveryCount: number;
  /** Sends the ack; false when it can't be sent any more. */
  ack(): boolean;
}

/** A subscription that the server has agreed to, or may have. */
export interface HarnessSubscription {
  /** Ends it; a durable one keeps its place. */
  close(): Promise<Outcome>;
  /** Ends it for good. */
  unsubscribe(): Promise<Outcome>;
}

/** A client that says of each request whether it was done, was not, or may have been. */
export interface HarnessClient {
  readonly clientId: string;
  /** May be called once. */
  connect(): Promise<Outcome>;
  publish(channel: string, data: string | Uint8Array): Promise<Outcome>;
  subscribe(
    channel: string,
    options: SubscribeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<Outcome & { readonly subscription?: HarnessSubscription }>;
  /** Whether the server answers, by a NATS ping: what it had sent before has come by then. */
  roundTrip(): Promise<Outcome>;
  /** Asks the streaming server whether it still knows the client; `fail` says that it does not. */
  ping(): Promise<Outcome>;
  /** Says goodbye to the server. */
  disconnect(): Promise<Outcome>;
  /** Ends the connection without a word and lets go of all resources. */
  destroy(): void;
}
