import { FlagError, type FlagValue } from './go-flags';
import { defaultBrokerLimits } from '../broker/limits';
import type { OwnTlsSettings, ServerSettings, TlsSettings } from '../settings';
import { loadTls, TlsFileError } from '../net/tls-files';

/**
 * What the flags of TLS come to when all are known. As in the real server any of them turns TLS on;
 * `-tls=false` takes it out of a configuration file, but a certificate named beside it counts.
 * @param given what was typed, by the flag's name
 * @throws FlagError, value, in the real server's words
 */
export function applyTlsFlags(
  settings: ServerSettings,
  given: ReadonlyMap<string, FlagValue>,
): ServerSettings {
  const names = [...given.keys()];
  const { tls: ofFile, ownTls: ownBefore, ...rest } = settings;
  let tls = given.get('tls') === false ? undefined : ofFile;
  const named: TlsSettings = {
    certFile: text(given, 'tlscert'),
    keyFile: text(given, 'tlskey'),
    ...(text(given, 'tlscacert') === '' ? {} : { caFile: text(given, 'tlscacert') }),
    verify: given.get('tlsverify') === true,
    timeoutMs: defaultBrokerLimits.tlsTimeoutMs,
  };
  if (given.get('tls') !== false && names.some((name) => name.startsWith('tls'))) {
    check(named);
    tls = named;
  } else if (isAnything(named)) {
    // The server finds what is wrong with it when it starts.
    tls = named;
  }
  const own = { ...ownBefore, ...ownOf(given) };
  const isTried = tls !== undefined || Object.keys(own).length > 0;
  return { ...rest, ...(tls && { tls }), ...(isTried && { ownTls: own }) };
}

function check(tls: TlsSettings): void {
  if (tls.certFile === '') throw missing('certificate');
  if (tls.keyFile === '') throw missing('private key');
  try {
    loadTls(tls);
  } catch (error) {
    if (!(error instanceof TlsFileError)) throw error;
    throw new FlagError('value', error.message);
  }
}

function missing(what: string): FlagError {
  return new FlagError('value', `TLS Server ${what} must be present and valid`);
}

function isAnything({ certFile, keyFile, caFile = '', verify }: TlsSettings): boolean {
  return verify || [certFile, keyFile, caFile].some((file) => file !== '');
}

/** Flags of the server's connection to itself. */
function ownOf(given: ReadonlyMap<string, FlagValue>): OwnTlsSettings {
  const [certFile, keyFile, caFile] = ['cert', 'key', 'cacert'].map((name) =>
    text(given, `tls_client_${name}`),
  );
  return {
    ...(given.get('secure') === true && { secure: true }),
    ...(certFile && { certFile }),
    ...(keyFile && { keyFile }),
    ...(caFile && { caFile }),
  };
}

function text(given: ReadonlyMap<string, FlagValue>, name: string): string {
  return String(given.get(name) ?? '');
}
