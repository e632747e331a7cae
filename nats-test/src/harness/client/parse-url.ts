/** Where a server listens, and what its URL says of the login. */
export interface ServerAddress {
  /** A name or an address, an IPv6 one without its brackets. */
  readonly host: string;
  readonly port: number;
  /** Whether the URL asks for TLS: `tls://`. */
  readonly isTls: boolean;
  readonly user?: string;
  readonly pass?: string;
  /** `nats://TOKEN@HOST`: a name without a password is a token. */
  readonly token?: string;
}

const DEFAULT_PORT = 4222;

/**
 * Reads `nats://USER:PASS@HOST:PORT`, several of them with commas between; scheme, login and port (4222)
 * may be left out.
 *
 * @throws RangeError that names the URL and what is wrong with it; a password in it is not shown
 */
export function parseUrls(text: string): [ServerAddress, ...ServerAddress[]] {
  const [first = '', ...others] = text.split(',').map((url) => url.trim());
  return [parseUrl(first), ...others.map(parseUrl)];
}

/** The first server of a URL as it is given in `ConnectionOptions`. @throws RangeError as `parseUrls` */
export function firstAddress(text: string): ServerAddress {
  return parseUrls(text)[0];
}

/** The URL as it may be shown: user, password and token are left out. It may be no URL at all. */
function withoutPassword(text: string): string {
  return text
    .split(',')
    .map((url) => url.trim().replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/i, '$1'))
    .join(',');
}

function parseUrl(text: string): ServerAddress {
  const shown = `"${withoutPassword(text)}"`;
  const expected = 'write nats://HOST:PORT';
  if (text === '') throw new RangeError(`The URL of the server is empty: ${expected}.`);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'nats' && scheme !== 'tls') {
    throw new RangeError(`The URL ${shown} begins with ${scheme}://: ${expected}.`);
  }
  const rest = scheme === undefined ? text : text.slice(scheme.length + '://'.length);
  let url: URL;
  try {
    url = new URL(`nats://${rest}`);
  } catch {
    throw new RangeError(`${shown} is no URL of a server: ${expected}.`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === '') throw new RangeError(`The URL ${shown} names no host: ${expected}.`);
  // Tabs and line ends are passed over where a URL is read.
  if (/\s/.test(text)) throw new RangeError(`The URL ${shown} has a blank in it: ${expected}.`);
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    throw new RangeError(`The URL ${shown} goes on after the port: ${expected}.`);
  }
  if (url.port === '0') throw new RangeError(`The URL ${shown} has port 0: ${expected}.`);
  return {
    host,
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    isTls: scheme === 'tls',
    ...loginOf(url, shown),
  };
}

function loginOf(url: URL, shown: string): Pick<ServerAddress, 'user' | 'pass' | 'token'> {
  try {
    const user = decodeURIComponent(url.username);
    const pass = decodeURIComponent(url.password);
    if (pass !== '') return { user, pass };
    return user === '' ? {} : { token: user };
  } catch {
    throw new RangeError(
      `The login in the URL ${shown} has a % that stands for no letter: write %25 for a % itself.`,
    );
  }
}
