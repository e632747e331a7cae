import { describe, expect, test } from 'vitest';

import { ConfigError } from '../../../src/server/config/config-error';
import { parseServerFlags, type Configured } from '../../../src/server/flags/flags';
import { defaultSettings } from '../../../src/server/settings';
import { startRefusal } from '../../../src/server/start-refusal';
import { surroundingsOf } from '../../support/config-text';

const read = (text: string, args: readonly string[] = []): Configured =>
  parseServerFlags(['-c', 'nats.conf', ...args]).configure(
    defaultSettings,
    surroundingsOf({
      'nats.conf': text,
      'stan.conf': 'cid: other\nport: 1\nstreaming { cid: in }',
    }),
  );

const NOT_HERE = 'run the real nats-streaming-server 0.17.0 for it';

describe('what only the real server has is refused by name, with its place', () => {
  test.each([
    ['cluster { port: 1 }', 'nats.conf:1:0: cluster: the embedded server has no clustering'],
    ['\nGateway { name: a }', 'nats.conf:2:1: Gateway: the embedded server has no gateways'],
    ['leafnodes { port: 1 }', 'nats.conf:1:0: leafnodes: the embedded server has no leaf nodes'],
    ['accounts { a {} }', 'nats.conf:1:0: accounts: the embedded server has no accounts'],
    ['syslog: true', 'nats.conf:1:0: syslog: the embedded server has no syslog'],
    ['prof_port: 1', 'nats.conf:1:0: prof_port: the embedded server has no profiling port of Go'],
    [
      'authorization { users: [ {nkey: a} ] }',
      'nats.conf:1:26: nkey: the embedded server has no nkeys',
    ],
    [
      'authorization { users: [ {user: a, permissions: {allow_responses: true}} ] }',
      'nats.conf:1:49: allow_responses: the embedded server has no permissions for answers',
    ],
  ])('%s', (text, start) => {
    expect(() => read(text)).toThrow(new ConfigError(`${start}: ${NOT_HERE}`, 'refused'));
  });

  test.each([
    ['cluster { node_id: a }', 'cluster: the embedded server has no clustering'],
    ['ft_group: a', 'ft_group: the embedded server has no fault tolerance group'],
    ['sql { driver: mysql }', 'sql: the embedded server has no SQL store'],
    ['store: SQL', 'store: the embedded server has no SQL store'],
    ['encrypt: true', 'encrypt: the embedded server has no encryption'],
    ['partitioning: true', 'partitioning: the embedded server has no partitioning'],
  ])('streaming { %s }', (text, start) => {
    expect(() => read(`streaming {\n  ${text}\n}`)).toThrow(
      new ConfigError(`nats.conf:2:3: ${start}: ${NOT_HERE}`, 'refused'),
    );
  });

  test('all of them at once, but only when nothing is wrong', () => {
    expect(() => read('syslog: true\nprof_port: 1\n')).toThrow(/^nats.conf:1:0.*\nnats.conf:2:1/);
    expect(() => read('syslog: true\nlisten: a\n')).toThrow(
      'nats.conf:2:1: could not parse address string "a"',
    );
  });
});

describe('where the real server breaks, the place and what was expected', () => {
  test.each([
    ['port: a', 'parameter "port" value is expected to be int64, got string'],
    ['host: 1', 'parameter "host" value is expected to be string, got int64'],
    ['debug: 1', 'parameter "debug" value is expected to be bool, got int64'],
    ['ping_interval: "2s"', 'parameter "ping_interval" value is expected to be int64, got string'],
    ['authorization: a', 'parameter "authorization" value is expected to be map, got string'],
    ['max_pending: -1', 'max_pending of -1: here it must be 0 or more'],
  ])('%s', (text, message) => {
    expect(() => read(text)).toThrow(new ConfigError(`nats.conf:1:0: ${message}`, 'value', true));
  });
});

describe('keys that the real server takes without a word are mentioned', () => {
  test.each([
    ['foo: 1', 'nats.conf:1:0: unknown field "foo" is ignored'],
    ['cid: a\nstreaming {}', 'nats.conf:1:0: unknown field "cid" is ignored'],
    ['streaming { foo: 1 }', 'nats.conf:1:12: unknown field "foo" is ignored'],
    ['limits { foo: 1 }', 'nats.conf:1:9: unknown field "foo" is ignored'],
    ['limits { channels { a { foo: 1 } } }', 'nats.conf:1:24: unknown field "foo" is ignored'],
    ['file_options { foo: 1 }', 'nats.conf:1:15: unknown field "foo" is ignored'],
  ])('%j', (text, remark) => {
    expect(read(text).settings.remarks).toEqual([remark]);
  });

  test('but not what a variable refers to', () => {
    expect(read('foo: 1\nport: $foo').settings).toMatchObject({ port: 1 });
    expect(read('foo: 1\nport: $foo').settings.remarks).toBeUndefined();
  });

  test('in a second file, keys of core NATS too', () => {
    expect(read('', ['-sc', 'stan.conf']).settings).toMatchObject({
      clusterId: 'in',
      port: 4222,
      remarks: [
        'stan.conf:1:0: unknown field "cid" is ignored',
        'stan.conf:2:1: unknown field "port" is ignored',
      ],
    });
  });
});

test('0 in the limits of a channel stands for no limit, what is left out for nothing', () => {
  const { settings } = read('limits { channels { a { mm: 0, mi: "0", msu: 3 } } }');

  expect(settings.limits.channels).toEqual({
    a: { msgsMax: -1, inactivityMsMax: -1, subscriptionsMax: 3 },
  });
});

test('options of the file store', () => {
  expect(read('file_options { sync: false, crc: true, slice_age: "1h" }').settings).toMatchObject({
    fileSync: false,
  });
  expect(() => read('file_options { crc: 1 }')).toThrow(
    'parameter "crc" value is expected to be bool, got int64',
  );
});

test('a log file and a PID file are the business of the process, and flags outrank them', () => {
  const { process } = read('log_file: a\npid_file: b\nlog_size_limit: 3', ['-l', 'c']);

  expect(process).toEqual({ logFile: 'c', logBytesMax: 3, pidFile: 'b' });
});

test.each(['""', 'a..b', '"a b"'])('discover_prefix: %s is no subject', (prefix) => {
  const { settings } = read(`streaming { discover_prefix: ${prefix} }`);

  expect(startRefusal(settings)).toBe(
    'could not subscribe to discover subject: nats: invalid subject',
  );
});

test('monitoring may listen elsewhere than the clients', () => {
  expect(read('http: "127.0.0.2:-1"').settings).toMatchObject({
    host: '0.0.0.0',
    monitoringHost: '127.0.0.2',
    monitoringPort: 0,
  });
});
