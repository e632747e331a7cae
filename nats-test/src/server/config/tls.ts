import { goQuote } from '../../base/go-error-text';
import { notHere } from '../refused-flags';
import type { TlsSettings } from '../settings';
import { PlacedError } from './config-error';
import type { ConfigItem } from './config-value';
import { refuse } from './refused-keys';
import { entriesOf, want } from './want';

/** The real server's default for the handshake. */
const TIMEOUT_MS = 500;

/**
 * Reads the block `tls`.
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
  refuseWhatIsNotThereYet(key, item);
  return settings;
}

/** The one place that refuses TLS in a file: to be taken out when the listener knows TLS. */
function refuseWhatIsNotThereYet(key: string, item: ConfigItem): void {
  throw new PlacedError(item, `${key}: ${notHere('TLS yet')}`, 'refused');
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
