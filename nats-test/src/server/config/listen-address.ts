import { goQuote } from '../../base/go-error-text';
import { ConfigError } from './config-error';
import type { ConfigItem } from './config-value';

/** Where to listen. */
export interface ListenAddress {
  /** Empty for the default. */
  readonly host: string;
  /** 0 for the default, -1 for a free one. */
  readonly port: number;
}

/**
 * Reads `4222` or `127.0.0.1:4222`; what is neither counts as nothing, as in the real server.
 * @throws ConfigError
 */
export function readListenAddress({ content: { kind, value } }: ConfigItem): ListenAddress {
  if (kind === 'int64') return { host: '', port: value };
  if (kind !== 'string') return { host: '', port: 0 };
  const parts = /^(?:\[([^[\]]*)\]|([^[\]:]*)):([^:[\]]*)$/.exec(value);
  if (!parts) throw new ConfigError(`could not parse address string ${goQuote(value)}`);
  const [, inBrackets, plain, port = ''] = parts;
  if (!/^[+-]?\d+$/.test(port)) throw new ConfigError(`could not parse port ${goQuote(port)}`);
  return { host: inBrackets ?? plain ?? '', port: Number(port) };
}
