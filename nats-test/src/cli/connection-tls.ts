import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { ConnectionOptions } from '../harness/client/harness-client';
import { badUsage } from './command-error';
import { typedPath } from './typed-path';

type Tls = NonNullable<ConnectionOptions['tls']>;

/** Files that were typed. */
export interface TlsFlags {
  readonly tlsca?: string;
  readonly tlscert?: string;
  readonly tlskey?: string;
}

/**
 * Reads the files of a TLS connection.
 * @returns undefined when none was named
 * @throws CommandError, bad usage: a file that is not there or no PEM, or two that do not fit
 */
export function readTls({ tlsca, tlscert, tlskey }: TlsFlags): Tls | undefined {
  if (tlsca === undefined && tlscert === undefined && tlskey === undefined) return undefined;
  if ((tlscert === undefined) !== (tlskey === undefined)) {
    const [there, missing] =
      tlskey === undefined ? ['--tlscert', '--tlskey'] : ['--tlskey', '--tlscert'];
    throw badUsage(`${there} needs ${missing} FILE: a certificate is shown with its key`);
  }
  const tls = {
    ...(tlsca !== undefined && { ca: readPem('--tlsca', tlsca) }),
    ...(tlscert !== undefined && { cert: readPem('--tlscert', tlscert) }),
    ...(tlskey !== undefined && { key: readPem('--tlskey', tlskey) }),
  };
  try {
    createSecureContext(tls);
    // An authority that is none would just be left out.
    if (tls.ca !== undefined) new X509Certificate(tls.ca);
  } catch (error) {
    throw badUsage(
      `the files of --tlsca, --tlscert and --tlskey can't be used (${(error as Error).message}): see that they are whole, without a passphrase, and that key and certificate belong together`,
      error,
    );
  }
  return tls;
}

function readPem(option: string, file: string): string {
  let text: string;
  try {
    text = readFileSync(typedPath(file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'is not there' : `can't be read (${code ?? 'unknown error'})`;
    throw badUsage(`${file} ${why}: ${option} names a PEM file`, error);
  }
  if (!text.includes('-----BEGIN ')) throw badUsage(`${file} is no PEM file: ${option} needs one`);
  return text;
}
