import { goQuote } from '../../base/go-error-text';
import type { OwnTlsSettings, TlsSettings } from '../settings';
import { loadTls, TlsFileError } from '../net/tls-files';
import { ConfigError, PlacedError } from './config-error';
import { goValueText, type ConfigItem } from './config-value';
import { refuse } from './refused-keys';
import { byName, entriesOf, want } from './want';

/** The real server's default for the handshake. */
const TIMEOUT_MS = 500;

/** What a text in the streaming part's own block is. */
const OWN_FILES = byName<keyof OwnTlsSettings>({
  client_cert: 'certFile',
  client_key: 'keyFile',
  'client_ca client_cacert': 'caFile',
  'server_name server_hostname': 'serverName',
});
const OWN_INSECURE = ['skip_verify', 'insecure'];

/**
 * Reads the block `tls` of core NATS.
 * @throws ConfigError
 */
export function readTls(key: string, item: ConfigItem): TlsSettings {
  let certFile = '';
  let keyFile = '';
  let caFile = '';
  let verify = false;
  let timeoutMs = 0;
  for (const [name, lowerName, value] of entriesOf(want(key, item, 'map'))) {
    switch (lowerName) {
      case 'cert_file':
        certFile = fileIn(lowerName, value);
        break;
      case 'key_file':
        keyFile = fileIn(lowerName, value);
        break;
      case 'ca_file':
        caFile = fileIn(lowerName, value);
        break;
      case 'verify':
        verify = booleanIn(lowerName, value);
        break;
      case 'insecure':
        // For connections that this server does not make.
        booleanIn(lowerName, value);
        break;
      case 'timeout': {
        const { kind, value: seconds } = value.content;
        timeoutMs = kind === 'int64' || kind === 'float64' ? seconds * 1000 : 0;
        break;
      }
      case 'verify_and_map':
        if (booleanIn(lowerName, value)) refuse(name, value, 'mapping of certificates to users');
        break;
      case 'cipher_suites':
      case 'curve_preferences':
        refuse(name, value, 'choice of ciphers and curves');
        break;
      default:
        throw new PlacedError(value, `error parsing tls config, unknown field [${goQuote(name)}]`);
    }
  }
  const settings: TlsSettings = {
    certFile,
    keyFile,
    ...(caFile === '' ? {} : { caFile }),
    verify,
    timeoutMs: timeoutMs === 0 ? TIMEOUT_MS : timeoutMs,
  };
  checkFiles(settings, item);
  return settings;
}

/** What is wrong with the files is known at once, unless none is named. */
function checkFiles(settings: TlsSettings, place: ConfigItem): void {
  if (settings.certFile === '' && settings.keyFile === '') return;
  try {
    loadTls(settings);
  } catch (error) {
    if (error instanceof TlsFileError) throw new PlacedError(place, error.message);
    throw error;
  }
}

/**
 * Reads the block `tls` of NATS Streaming: its connection to the NATS server.
 * @throws ConfigError
 */
export function readOwnTls({ content }: ConfigItem): OwnTlsSettings {
  if (content.kind !== 'map') {
    throw new ConfigError(`expected TLS to be a map/struct, got ${goValueText(content)}`);
  }
  let own: OwnTlsSettings = {};
  for (const [key, name, item] of entriesOf(content.value)) {
    const field = OWN_FILES.get(name);
    if (field !== undefined) own = { ...own, [field]: want(key, item, 'string') };
    else if (OWN_INSECURE.includes(name)) own = { ...own, insecure: want(key, item, 'bool') };
  }
  return own;
}

function fileIn(name: string, { content, ...place }: ConfigItem): string {
  if (content.kind === 'string') return content.value;
  const text = `error parsing tls config, expected '${name}' to be filename`;
  throw new PlacedError(place, text);
}

function booleanIn(name: string, { content, ...place }: ConfigItem): boolean {
  if (content.kind === 'bool') return content.value;
  const text = `error parsing tls config, expected '${name}' to be a boolean`;
  throw new PlacedError(place, text);
}
