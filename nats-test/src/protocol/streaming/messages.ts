import { Root, type Type } from 'protobufjs/light';
import { FieldReader, WireType } from './field-reader';
import type { StreamingError } from './errors';

/*
 * The messages that come once per connection or subscription, through a protobuf library.
 * The four that come with every event are in hot-codec.ts.
 */

export interface ConnectRequest {
  readonly clientID: string;
  readonly heartbeatInbox: string;
  readonly protocol: number;
  readonly connID: Uint8Array;
  /** Seconds. */
  readonly pingInterval: number;
  readonly pingMaxOut: number;
}

export interface ConnectResponse {
  readonly pubPrefix?: string;
  readonly subRequests?: string;
  readonly unsubRequests?: string;
  readonly closeRequests?: string;
  readonly error?: StreamingError;
  readonly subCloseRequests?: string;
  readonly pingRequests?: string;
  /** Seconds. */
  readonly pingInterval?: number;
  readonly pingMaxOut?: number;
  readonly protocol?: number;
}

/** The numbers of the wire. */
export const StartPosition = {
  newOnly: 0,
  lastReceived: 1,
  timeDelta: 2,
  sequence: 3,
  first: 4,
} as const;

export interface SubscriptionRequest {
  readonly clientID: string;
  readonly subject: string;
  readonly qGroup: string;
  readonly inbox: string;
  readonly maxInFlight: number;
  readonly ackWaitInSecs: number;
  readonly durableName: string;
  /** One of {@link StartPosition}, or a number that is none of them. */
  readonly startPosition: number;
  readonly startSequence: number;
  /** Nanoseconds before now. */
  readonly startTimeDelta: number;
}

/** For `unsubscribe` and `close` of a subscription alike. */
export interface UnsubscribeRequest {
  readonly clientID: string;
  readonly subject: string;
  /** The ack inbox, despite its name. */
  readonly inbox: string;
  readonly durableName: string;
}

const field = (id: number, type: string): { id: number; type: string } => ({ id, type });

const root = Root.fromJSON({
  nested: {
    ConnectRequest: {
      fields: {
        clientID: field(1, 'string'),
        heartbeatInbox: field(2, 'string'),
        protocol: field(3, 'int32'),
        connID: field(4, 'bytes'),
        pingInterval: field(5, 'int32'),
        pingMaxOut: field(6, 'int32'),
      },
    },
    ConnectResponse: {
      fields: {
        pubPrefix: field(1, 'string'),
        subRequests: field(2, 'string'),
        unsubRequests: field(3, 'string'),
        closeRequests: field(4, 'string'),
        error: field(5, 'string'),
        subCloseRequests: field(6, 'string'),
        pingRequests: field(7, 'string'),
        pingInterval: field(8, 'int32'),
        pingMaxOut: field(9, 'int32'),
        protocol: field(10, 'int32'),
      },
    },
    SubscriptionRequest: {
      fields: {
        clientID: field(1, 'string'),
        subject: field(2, 'string'),
        qGroup: field(3, 'string'),
        inbox: field(4, 'string'),
        maxInFlight: field(5, 'int32'),
        ackWaitInSecs: field(6, 'int32'),
        durableName: field(7, 'string'),
        startPosition: field(10, 'int32'),
        startSequence: field(11, 'uint64'),
        startTimeDelta: field(12, 'int64'),
      },
    },
    SubscriptionResponse: { fields: { ackInbox: field(2, 'string'), error: field(3, 'string') } },
    UnsubscribeRequest: {
      fields: {
        clientID: field(1, 'string'),
        subject: field(2, 'string'),
        inbox: field(3, 'string'),
        durableName: field(4, 'string'),
      },
    },
    PubAck: { fields: { guid: field(1, 'string'), error: field(2, 'string') } },
    CloseRequest: { fields: { clientID: field(1, 'string') } },
    ErrorResponse: { fields: { error: field(1, 'string') } },
    Ping: { fields: { connID: field(1, 'bytes') } },
    /** Servers of old sent each other these through the same subjects; they are ignored. */
    CtrlMsg: {
      fields: { msgType: field(1, 'int32'), serverID: field(2, 'string'), data: field(3, 'bytes') },
    },
  },
});

const types = {
  connectRequest: root.lookupType('ConnectRequest'),
  connectResponse: root.lookupType('ConnectResponse'),
  subscriptionRequest: root.lookupType('SubscriptionRequest'),
  subscriptionResponse: root.lookupType('SubscriptionResponse'),
  unsubscribeRequest: root.lookupType('UnsubscribeRequest'),
  pubAck: root.lookupType('PubAck'),
  closeRequest: root.lookupType('CloseRequest'),
  errorResponse: root.lookupType('ErrorResponse'),
  ping: root.lookupType('Ping'),
  ctrlMsg: root.lookupType('CtrlMsg'),
};

const LENGTH_DELIMITED = new Set(['string', 'bytes']);

/** The library skips a known field of the wrong wire type; Go refuses the whole message. */
function hasWireTypes(type: Type, bytes: Uint8Array): boolean {
  const fields = new FieldReader();
  fields.begin(0, bytes.length);
  while (fields.next(bytes)) {
    const known = type.fieldsById[fields.field];
    if (!known) continue;
    const wanted = LENGTH_DELIMITED.has(known.type) ? WireType.bytes : WireType.varint;
    if (fields.wireType !== wanted) return false;
  }
  return !fields.failed;
}

function decode(type: Type, bytes: Uint8Array): object | undefined {
  if (!hasWireTypes(type, bytes)) return undefined;
  try {
    return type.toObject(type.decode(bytes), { defaults: true, longs: Number });
  } catch {
    return undefined;
  }
}

/** Fields without a value are left out, as proto3 does: a response of success has no bytes at all. */
function encode(type: Type, message: object): Buffer {
  const given = Object.entries(message).filter(([, value]) => value !== '' && value !== 0);
  return Buffer.from(type.encode(Object.fromEntries(given)).finish());
}

/** @returns undefined when the bytes are no such message; likewise below. */
export function decodeConnectRequest(bytes: Uint8Array): ConnectRequest | undefined {
  return decode(types.connectRequest, bytes) as ConnectRequest | undefined;
}

export function encodeConnectRequest(request: {
  readonly clientID: string;
  readonly heartbeatInbox: string;
}): Buffer {
  return encode(types.connectRequest, request);
}

export function encodeConnectResponse(response: ConnectResponse): Buffer {
  return encode(types.connectResponse, response);
}

export function decodeConnectResponse(bytes: Uint8Array): ConnectResponse | undefined {
  return decode(types.connectResponse, bytes);
}

export function decodeSubscriptionRequest(bytes: Uint8Array): SubscriptionRequest | undefined {
  return decode(types.subscriptionRequest, bytes) as SubscriptionRequest | undefined;
}

export function encodeSubscriptionResponse(response: {
  readonly ackInbox?: string;
  readonly error?: StreamingError;
}): Buffer {
  return encode(types.subscriptionResponse, response);
}

export function decodeUnsubscribeRequest(bytes: Uint8Array): UnsubscribeRequest | undefined {
  return decode(types.unsubscribeRequest, bytes) as UnsubscribeRequest | undefined;
}

/** A `PubAck` that says why a message was not stored. */
export function encodePubError(guid: string, error: StreamingError): Buffer {
  return encode(types.pubAck, { guid, error });
}

export function encodeCloseRequest(request: { readonly clientID: string }): Buffer {
  return encode(types.closeRequest, request);
}

export function decodeCloseRequest(bytes: Uint8Array): { clientID: string } | undefined {
  return decode(types.closeRequest, bytes) as { clientID: string } | undefined;
}

/** `CloseResponse` and `PingResponse`: no bytes for success, else the error in field 1. */
export function encodeErrorResponse(error: StreamingError | undefined): Buffer {
  return encode(types.errorResponse, { error: error ?? '' });
}

export function decodePing(bytes: Uint8Array): { connID: Uint8Array } | undefined {
  return decode(types.ping, bytes) as { connID: Uint8Array } | undefined;
}

/** Whether servers of old would have sent these bytes to each other. */
export function isCtrlMsg(bytes: Uint8Array): boolean {
  return hasWireTypes(types.ctrlMsg, bytes);
}
