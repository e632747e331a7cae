import { goQuote } from '../../base/go-error-text';

/** The port of a NATS server whose URL names none. */
const DEFAULT_PORT = 4222;

/** A NATS server, and who we are there. */
export interface NatsAddress {
  readonly host: string;
  readonly port: number;
  /** From the URL; without a password it is a token. */
  readonly user?: string;
  readonly pass?: string;
}

/** The URL makes no sense. The message is the one of the real server. */
export class NatsUrlError extends Error {
  override readonly name = 'NatsUrlError';
}

/**
 * Reads the value of `-ns` as the real server does: one `nats://host:port`, or several URLs with
 * commas between them, or with a user; those may lack the scheme and the port.
 * @throws NatsUrlError
 */
export function readNatsUrls(text: string): NatsAddress[] {
  if (/[@,]/.test(text)) return text.split(',').map((url) => readUrl(url.replace(/^ +| +$/g, '')));
  const parts = text.split('://');
  const [, rest] = parts;
  if (parts.length !== 2 || rest === undefined) throw new NatsUrlError(`malformed url: ${text}`);
  // The real server takes the host and the port, whatever the scheme.
  return [readUrl(`nats://${checkHostPort(rest)}`)];
}

function checkHostPort(text: string): string {
  if (/^\[[^[\]]*\]:[^:]*$/.test(text)) return text;
  const colons = text.split(':').length - 1;
  if (colons === 1) return text;
  const address = text === '' ? '' : `address ${text}: `;
  throw new NatsUrlError(
    `${address}${colons === 0 || text.endsWith(']') ? 'missing port' : 'too many colons'} in address`,
  );
}

function readUrl(text: string): NatsAddress {
  const url = text.includes('://') ? text : `nats://${text}`;
  const match = /^[^:]*:\/\/(?:([^@]*)@)?(\[[^\]]*\]|[^:/?#]*)(?::([^/?#]*))?/.exec(url);
  const [, userInfo, host = '', port = ''] = match ?? [];
  if (!/^\d*$/.test(port)) {
    throw new NatsUrlError(`parse ${goQuote(url)}: invalid port ${goQuote(`:${port}`)} after host`);
  }
  const colon = userInfo?.indexOf(':') ?? -1;
  return {
    // As Go dials no host: this machine.
    host: host.replace(/^\[|\]$/g, '') || 'localhost',
    port: port === '' ? DEFAULT_PORT : Number(port),
    ...(userInfo === undefined
      ? {}
      : { user: decode(url, colon < 0 ? userInfo : userInfo.slice(0, colon)) }),
    ...(userInfo === undefined || colon < 0
      ? {}
      : { pass: decode(url, userInfo.slice(colon + 1)) }),
  };
}

function decode(url: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    const escape = /%(?![\da-f]{2}).{0,2}/i.exec(text)?.[0] ?? text;
    throw new NatsUrlError(`parse ${goQuote(url)}: invalid URL escape ${goQuote(escape)}`);
  }
}
