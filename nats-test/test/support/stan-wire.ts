import { parse, type Type } from 'protobufjs';

/**
 * The STAN messages for tests, through protobufjs. On purpose it shares nothing
 * with src/protocol: two readings of the wire that must agree.
 */
const { root } = parse(
  `
  syntax = "proto3";
  message ConnectRequest { string clientID = 1; string heartbeatInbox = 2; int32 protocol = 3; bytes connID = 4; int32 pingInterval = 5; int32 pingMaxOut = 6; }
  message ConnectResponse {
    string pubPrefix = 1; string subRequests = 2; string unsubRequests = 3; string closeRequests = 4; string error = 5;
    string subCloseRequests = 6; string pingRequests = 7; int32 pingInterval = 8; int32 pingMaxOut = 9; int32 protocol = 10; string publicKey = 100;
  }
  message PubMsg { string clientID = 1; string guid = 2; string subject = 3; string reply = 4; bytes data = 5; bytes connID = 6; bytes sha256 = 10; }
  message PubAck { string guid = 1; string error = 2; }
  message MsgProto {
    uint64 sequence = 1; string subject = 2; string reply = 3; bytes data = 4; int64 timestamp = 5; bool redelivered = 6; uint32 redeliveryCount = 7; uint32 CRC32 = 10;
  }
  message Ack { string subject = 1; uint64 sequence = 2; }
  message SubscriptionRequest {
    string clientID = 1; string subject = 2; string qGroup = 3; string inbox = 4; int32 maxInFlight = 5; int32 ackWaitInSecs = 6; string durableName = 7;
    int32 startPosition = 10; uint64 startSequence = 11; int64 startTimeDelta = 12;
  }
  message SubscriptionResponse { string ackInbox = 2; string error = 3; }
  message UnsubscribeRequest { string clientID = 1; string subject = 2; string inbox = 3; string durableName = 4; }
  message CloseRequest { string clientID = 1; }
  message CloseResponse { string error = 1; }
  message Ping { bytes connID = 1; }
  message PingResponse { string error = 1; }
`,
  { keepCase: true },
);

/** Values of SubscriptionRequest.startPosition. */
export const StartPosition = {
  newOnly: 0,
  lastReceived: 1,
  timeDelta: 2,
  sequence: 3,
  first: 4,
} as const;

export interface ConnectRequest {
  clientID?: string;
  heartbeatInbox?: string;
  protocol?: number;
  connID?: Uint8Array;
  /** Seconds. */
  pingInterval?: number;
  pingMaxOut?: number;
}

export interface ConnectResponse {
  pubPrefix: string;
  subRequests: string;
  unsubRequests: string;
  closeRequests: string;
  error: string;
  subCloseRequests: string;
  pingRequests: string;
  /** Seconds. */
  pingInterval: number;
  pingMaxOut: number;
  protocol: number;
  publicKey: string;
}

export interface PubMsg {
  clientID?: string;
  guid?: string;
  subject?: string;
  reply?: string;
  data?: Uint8Array;
  connID?: Uint8Array;
  sha256?: Uint8Array;
}

export interface PubAck {
  guid: string;
  error: string;
}

export interface MsgProto {
  sequence: number;
  subject: string;
  reply: string;
  data: Buffer;
  /** Nanoseconds since 1970. */
  timestamp: bigint;
  redelivered: boolean;
  redeliveryCount: number;
  CRC32: number;
}

export interface SubscriptionRequest {
  clientID?: string;
  subject?: string;
  qGroup?: string;
  inbox?: string;
  maxInFlight?: number;
  ackWaitInSecs?: number;
  durableName?: string;
  startPosition?: number;
  startSequence?: number;
  /** Nanoseconds. */
  startTimeDelta?: number;
}

export interface SubscriptionResponse {
  ackInbox: string;
  error: string;
}

export interface UnsubscribeRequest {
  clientID?: string;
  subject?: string;
  /** The ack inbox that the server gave, not the client's inbox. */
  inbox?: string;
  durableName?: string;
}

/** `encode` leaves out what is not given; `decode` fills in proto3's defaults. */
interface Codec<Request, Response> {
  encode(message: Request): Buffer;
  decode(bytes: Uint8Array): Response;
}

function codec<Request extends object, Response>(name: string): Codec<Request, Response> {
  const type: Type = root.lookupType(name);
  return {
    encode: (message) => Buffer.from(type.encode(type.create(message)).finish()),
    decode: (bytes) =>
      type.toObject(type.decode(bytes), {
        defaults: true,
        longs: Number,
        bytes: Buffer,
      }) as Response,
  };
}

const msgProtoType = root.lookupType('MsgProto');

export const wire = {
  connectRequest: codec<ConnectRequest, ConnectRequest>('ConnectRequest'),
  connectResponse: codec<Partial<ConnectResponse>, ConnectResponse>('ConnectResponse'),
  pubMsg: codec<PubMsg, PubMsg>('PubMsg'),
  pubAck: codec<Partial<PubAck>, PubAck>('PubAck'),
  ack: codec<{ subject?: string; sequence?: number }, { subject: string; sequence: number }>('Ack'),
  subscriptionRequest: codec<SubscriptionRequest, SubscriptionRequest>('SubscriptionRequest'),
  subscriptionResponse: codec<Partial<SubscriptionResponse>, SubscriptionResponse>(
    'SubscriptionResponse',
  ),
  unsubscribeRequest: codec<UnsubscribeRequest, UnsubscribeRequest>('UnsubscribeRequest'),
  closeRequest: codec<{ clientID?: string }, { clientID: string }>('CloseRequest'),
  closeResponse: codec<{ error?: string }, { error: string }>('CloseResponse'),
  ping: codec<{ connID?: Uint8Array }, { connID: Uint8Array }>('Ping'),
  pingResponse: codec<{ error?: string }, { error: string }>('PingResponse'),
} as const;

/** Decodes a delivery. Its timestamp is above 2^53: the one number here that needs a bigint. */
export function decodeMsgProto(bytes: Uint8Array): MsgProto {
  const object = msgProtoType.toObject(msgProtoType.decode(bytes), {
    defaults: true,
    longs: String,
    bytes: Buffer,
  });
  return {
    ...object,
    sequence: Number(object['sequence']),
    timestamp: BigInt(String(object['timestamp'])),
  } as MsgProto;
}

/** What the bytes of the message of that name hold: fields that are there only, bytes in hex, 64 bit numbers as text. */
export function describeMessage(name: string, bytes: Uint8Array): Record<string, unknown> {
  const type = root.lookupType(name);
  const fields = type.toObject(type.decode(bytes), { longs: String, bytes: Buffer }) as Record<
    string,
    unknown
  >;
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      Buffer.isBuffer(value) ? value.toString('hex') : value,
    ]),
  );
}
