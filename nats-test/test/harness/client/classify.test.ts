import { describe, expect, test } from 'vitest';

import {
  classifyConnectError,
  classifyError,
  connectProblemOf,
} from '../../../src/harness/client/classify';

describe('an answer', () => {
  test.each([
    'stan: invalid subject',
    'stan: invalid start position',
    'stan: clientID already registered',
    'stan: invalid clientID: only alphanumeric and `-` or `_` characters allowed',
    'stan: invalid ack wait time, should be >= 1s',
    'stan: invalid publish request',
    'stan: duplicate durable registration',
    "stan: durable name of a durable queue subscriber can't contain the character ':'",
    'stan: unknown clientID',
    'stan: channel is being deleted',
    'too many channels',
    'too many subscriptions per channel',
    "can't find clientID: a",
  ])('%j of the server is definite', (error) => {
    expect(classifyError(error)).toEqual({ type: 'fail', error });
  });

  test.each([
    'stan: connect request timeout',
    'stan: publish ack timeout',
    'stan: subscribe request timeout',
    'stan: close request timeout',
    'stan: unsubscribe request timeout',
    'stan: Connection closed',
    'stan: connection lost due to PING failure',
    'stan: max in flight reached.',
  ])('%j of the library says nothing', (error) => {
    expect(classifyError(error)).toEqual({ type: 'info', error });
  });

  test.each(["'Slow Consumer'", 'Connection closed', 'whatever', ''])(
    '%j, which nobody foresaw, proves nothing',
    (error) => {
      expect(classifyError(error).type).toBe('info');
    },
  );

  test('has the text of an Error, or its code where that is all there is', () => {
    const coded = Object.assign(new Error(''), { code: 'ECONNREFUSED' });
    expect([classifyError(new Error('a')), classifyError(coded)]).toEqual([
      { type: 'info', error: 'a' },
      { type: 'info', error: 'ECONNREFUSED' },
    ]);
  });
});

describe('an error of connect', () => {
  test('is definite as long as the streaming server was not asked', () => {
    expect(classifyConnectError(new Error('whatever'), false)).toEqual({
      type: 'fail',
      error: 'whatever',
    });
  });

  test('leaves open whether the client is registered once the streaming server was asked', () => {
    expect(classifyConnectError('stan: connect request timeout', true)).toEqual({
      type: 'info',
      error: 'stan: connect request timeout (the client may be registered all the same)',
    });
  });

  test('is definite when the streaming server refuses', () => {
    expect(classifyConnectError('stan: clientID already registered', true)).toEqual({
      type: 'fail',
      error: 'stan: clientID already registered',
    });
  });

  test.each([
    ['Could not connect to 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1', 'unreachable'],
    ['127.0.0.1:1 speaks no NATS: it sent "SSH-2.0"', 'unreachable'],
    ['Nothing of NATS came from 127.0.0.1, port 1, within 5000 ms', 'unreachable'],
    ["'Authorization Violation'", 'login refused'],
    ['\'Permissions Violation for Publish to "a"\'', 'login refused'],
    ['Could not connect to a:1: self-signed certificate', 'tls'],
    ["Could not connect to a:1: Hostname/IP does not match certificate's altnames", 'tls'],
    ['Server does not support a secure connection.', 'tls'],
    ['stan: connect request timeout (the client may be registered all the same)', 'no answer'],
    ['stan: clientID already registered', 'ID taken'],
    ['whatever', undefined],
  ])('%j is told apart as %s', (error, problem) => {
    expect(connectProblemOf(error)).toBe(problem);
  });
});
