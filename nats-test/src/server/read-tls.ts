import { loadTls, TlsFileError, type LoadedTls } from './net/tls-files';
import { SettingsError, type TlsSettings } from './settings';

/**
 * The certificate that a server shows, and whom it trusts.
 * @throws SettingsError when the files are not to be used
 */
export function readTls(settings: TlsSettings): LoadedTls {
  try {
    return loadTls(settings);
  } catch (error) {
    if (!(error instanceof TlsFileError)) throw error;
    throw new SettingsError(
      `the files of TLS cannot be used (${error.message}): name a certificate and its key in PEM files`,
      { cause: error },
    );
  }
}
