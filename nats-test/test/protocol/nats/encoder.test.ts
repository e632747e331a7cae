import { describe, expect, it } from 'vitest';
import {
  encodeError,
  encodeInfo,
  encodeMsgPrefix,
  OK,
  PING,
  PONG,
  type ServerInfo,
} from '../../../src/protocol/nats/encoder';

const latin1 = (bytes: Buffer): string => bytes.toString('latin1');

describe('encodeInfo', () => {
  const info: ServerInfo = {
    server_id: 'NABC',
    server_name: 'NABC',
    version: '2.1.4',
    proto: 1,
    go: 'node20',
    host: '0.0.0.0',
    port: 4222,
    max_payload: 1_048_576,
    client_id: 7,
  };

  it('writes the line as nats-server 2.1.4 does, with a space before its end', () => {
    expect(latin1(encodeInfo(info))).toBe(
      'INFO {"server_id":"NABC","server_name":"NABC","version":"2.1.4","proto":1,"go":"node20",' +
        '"host":"0.0.0.0","port":4222,"max_payload":1048576,"client_id":7} \r\n',
    );
  });

  it('writes texts that are not ASCII in UTF-8', () => {
    expect(encodeInfo({ ...info, host: 'höst' }).toString('utf8')).toContain('"host":"höst"');
  });
});

describe('encodeError', () => {
  it('puts the text into quotes', () => {
    expect(latin1(encodeError('Stale Connection'))).toBe("-ERR 'Stale Connection'\r\n");
  });
});

describe('encodeMsgPrefix', () => {
  it('ends where the reply or the size comes', () => {
    expect(latin1(encodeMsgPrefix('ticket:created', '12'))).toBe('MSG ticket:created 12 ');
  });

  it('writes each character of a subject as the one byte that it stands for', () => {
    expect(encodeMsgPrefix('\xe9', '1')).toEqual(
      Buffer.from([0x4d, 0x53, 0x47, 0x20, 0xe9, 0x20, 0x31, 0x20]),
    );
  });
});

describe('the ops without arguments', () => {
  it('are written as clients expect them', () => {
    expect([PING, PONG, OK].map(latin1)).toEqual(['PING\r\n', 'PONG\r\n', '+OK\r\n']);
  });
});
