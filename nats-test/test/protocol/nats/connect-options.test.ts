import { describe, expect, it } from 'vitest';
import {
  defaultConnectOptions,
  readConnectOptions,
  type ConnectOptions,
} from '../../../src/protocol/nats/connect-options';

const read = (json: string, before: ConnectOptions = defaultConnectOptions): ConnectOptions =>
  readConnectOptions(json, before);

describe('readConnectOptions', () => {
  it('reads what node-nats sends', () => {
    const json =
      '{"lang":"node","version":"1.3.2","verbose":false,"pedantic":false,"protocol":1,"noEcho":false}';

    expect(read(json)).toEqual({
      ...defaultConnectOptions,
      lang: 'node',
      version: '1.3.2',
      verbose: false,
      pedantic: false,
      protocol: 1,
    });
  });

  it('takes a client for verbose and pedantic until it says otherwise', () => {
    expect(read('{}')).toEqual(defaultConnectOptions);
    expect(defaultConnectOptions).toMatchObject({ verbose: true, pedantic: true, echo: true });
  });

  it('leaves what a later CONNECT does not name as it was', () => {
    const before = read('{"verbose":false,"name":"a"}');

    expect(read('{"name":"b"}', before)).toEqual({ ...before, name: 'b' });
  });

  it('matches names in either case, as Go does', () => {
    expect(read('{"Verbose":false,"PEDANTIC":false}')).toMatchObject({
      verbose: false,
      pedantic: false,
    });
  });

  it.each(['null', '{"verbose":null}'])('takes nothing from %s', (json) => {
    expect(read(json)).toEqual(defaultConnectOptions);
  });

  it('ignores fields that it does not know', () => {
    expect(read('{"tls_required":false,"headers":true,"sig":{"a":[]}}')).toEqual(
      defaultConnectOptions,
    );
  });

  it('takes no field from the prototype of objects', () => {
    expect(read('{"__proto__":{"verbose":false},"constructor":1,"toString":"x"}')).toEqual(
      defaultConnectOptions,
    );
  });

  it.each(['', 'x', '{', '{"verbose":}'])('refuses %j, which is no JSON', (json) => {
    expect(() => read(json)).toThrow(SyntaxError);
  });

  it.each(['[]', '5', 'true', '"x"'])('refuses %s, which is no object', (json) => {
    expect(() => read(json)).toThrow('CONNECT wants a JSON object');
  });

  it('refuses a field of the wrong type by its name', () => {
    expect(() => read('{"verbose":"yes"}')).toThrow(
      'CONNECT wants a boolean as verbose, not a string',
    );
  });
});
