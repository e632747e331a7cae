import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../../src/base/random';
import {
  decodeCloseRequest,
  decodeConnectRequest,
  decodePing,
  decodeSubscriptionRequest,
  decodeUnsubscribeRequest,
  encodeConnectResponse,
  encodeErrorResponse,
  encodePubError,
  encodeSubscriptionResponse,
  isCtrlMsg,
} from '../../../src/protocol/streaming/messages';
import { withHexBytes } from '../../support/hex';
import { pick, randomBigInt, randomBytes, randomText } from '../../support/random-values';
import { wire } from '../../support/stan-wire';

const randomInt32 = (random: Random): number =>
  pick(random, [1, -1]) * Number(randomBigInt(random, 31));

/** Each request: how the tests write it, how the server reads it, and random values for it. */
const REQUESTS = {
  ConnectRequest: {
    encode: wire.connectRequest.encode,
    decode: decodeConnectRequest,
    random: (random: Random) => ({
      clientID: randomText(random),
      heartbeatInbox: randomText(random),
      protocol: randomInt32(random),
      connID: randomBytes(random),
      pingInterval: randomInt32(random),
      pingMaxOut: randomInt32(random),
    }),
  },
  SubscriptionRequest: {
    encode: wire.subscriptionRequest.encode,
    decode: decodeSubscriptionRequest,
    random: (random: Random) => ({
      clientID: randomText(random),
      subject: randomText(random),
      qGroup: randomText(random),
      inbox: randomText(random),
      maxInFlight: randomInt32(random),
      ackWaitInSecs: randomInt32(random),
      durableName: randomText(random),
      startPosition: random.below(10),
      startSequence: Number(randomBigInt(random, 53)),
      startTimeDelta: pick(random, [1, -1]) * Number(randomBigInt(random, 53)),
    }),
  },
  UnsubscribeRequest: {
    encode: wire.unsubscribeRequest.encode,
    decode: decodeUnsubscribeRequest,
    random: (random: Random) => ({
      clientID: randomText(random),
      subject: randomText(random),
      inbox: randomText(random),
      durableName: randomText(random),
    }),
  },
  CloseRequest: {
    encode: wire.closeRequest.encode,
    decode: decodeCloseRequest,
    random: (random: Random) => ({ clientID: randomText(random) }),
  },
  Ping: {
    encode: wire.ping.encode,
    decode: decodePing,
    random: (random: Random) => ({ connID: randomBytes(random) }),
  },
} as const;

describe.each(Object.entries(REQUESTS))(
  '%s',
  (_name, { encode, decode, random: randomRequest }) => {
    it('is read as protobufjs wrote it, 300 random ones', () => {
      for (let seed = 1; seed <= 300; seed++) {
        const request = randomRequest(seededRandom(seed));

        const found = decode(encode(request));

        expect(withHexBytes(found ?? {}), `seed ${seed}`).toEqual(withHexBytes(request));
      }
    });

    it('has empty values where a field is left out', () => {
      const empty = decode(Buffer.alloc(0)) ?? {};

      expect(Object.values(withHexBytes(empty)).every((value) => !value)).toBe(true);
      expect(Object.keys(empty)).toEqual(Object.keys(randomRequest(seededRandom(1))));
    });

    it('is refused when its first field has the wrong wire type, as in Go', () => {
      expect(decode(Buffer.from([0x08, 0x01]))).toBeUndefined();
    });

    it('is refused when it ends too early', () => {
      expect(decode(Buffer.from([0x0a, 0x05, 0x61]))).toBeUndefined();
    });

    it('is read when it has fields from the future', () => {
      expect(decode(Buffer.from('a20601789a06017890063f', 'hex'))).toBeDefined();
    });
  },
);

describe('SubscriptionRequest', () => {
  it('is refused when a number comes as bytes', () => {
    expect(decodeSubscriptionRequest(Buffer.from([0x2a, 0x01, 0x31]))).toBeUndefined();
  });

  it('keeps a start position that there is not, for the server to refuse it', () => {
    const bytes = wire.subscriptionRequest.encode({ startPosition: 9 });

    expect(decodeSubscriptionRequest(bytes)?.startPosition).toBe(9);
  });
});

describe('encodeConnectResponse', () => {
  it('writes what protobufjs reads', () => {
    const response = {
      pubPrefix: '_STAN.pub.x',
      subRequests: '_STAN.sub.x',
      unsubRequests: '_STAN.unsub.x',
      closeRequests: '_STAN.close.x',
      subCloseRequests: '_STAN.subclose.x',
      pingRequests: '_STAN.discover.ticketing.pings',
      pingInterval: 5,
      pingMaxOut: 3,
      protocol: 1,
    };

    expect(wire.connectResponse.decode(encodeConnectResponse(response))).toEqual({
      ...response,
      error: '',
      publicKey: '',
    });
  });

  it('writes nothing but the error of a refusal', () => {
    expect(encodeConnectResponse({ error: 'stan: clientID already registered' })).toEqual(
      wire.connectResponse.encode({ error: 'stan: clientID already registered' }),
    );
  });
});

describe('encodeSubscriptionResponse', () => {
  it('writes the ack inbox', () => {
    expect(
      wire.subscriptionResponse.decode(encodeSubscriptionResponse({ ackInbox: '_INBOX.a' })),
    ).toEqual({ ackInbox: '_INBOX.a', error: '' });
  });

  it('has no bytes when there is nothing to say', () => {
    expect(encodeSubscriptionResponse({})).toHaveLength(0);
  });
});

describe('encodeErrorResponse', () => {
  it('has no bytes for success', () => {
    expect(encodeErrorResponse(undefined)).toHaveLength(0);
  });

  it('writes the error', () => {
    expect(wire.closeResponse.decode(encodeErrorResponse('stan: unknown clientID'))).toEqual({
      error: 'stan: unknown clientID',
    });
  });
});

describe('encodePubError', () => {
  it('names the message and says why', () => {
    const bytes = encodePubError('guid-1', 'stan: invalid publish request');

    expect(wire.pubAck.decode(bytes)).toEqual({
      guid: 'guid-1',
      error: 'stan: invalid publish request',
    });
  });

  it('leaves out the name of a message that had none', () => {
    expect(encodePubError('', 'stan: invalid publish request')).toEqual(
      wire.pubAck.encode({ error: 'stan: invalid publish request' }),
    );
  });
});

describe('isCtrlMsg', () => {
  it('knows what servers of old sent each other', () => {
    expect(isCtrlMsg(Buffer.from('0801' + '120178' + '1a0179', 'hex'))).toBe(true);
  });

  it('does not take a PubMsg for one', () => {
    expect(isCtrlMsg(wire.pubMsg.encode({ clientID: 'a', guid: 'g' }))).toBe(false);
  });
});
