import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { goErrorText, goQuote } from '../../base/go-error-text';
import type { TlsSettings } from '../settings';

/** A file of a certificate or key that cannot be used. The message is the real server's. */
export class TlsFileError extends Error {
  override readonly name = 'TlsFileError';
}

/** PEM texts of a certificate, with those that lead to its authority, and of its key. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** What the files hold. */
export interface LoadedTls extends KeyPair {
  /** Authorities that may sign certificates of clients; left out, those that Node knows. */
  readonly ca?: string;
  readonly verify: boolean;
}

/**
 * Reads the files of a server with TLS and looks whether they belong together.
 * @throws TlsFileError
 */
export function loadTls({ certFile, keyFile, caFile = '', verify }: TlsSettings): LoadedTls {
  if (keyFile === '' && certFile !== '') {
    throw new TlsFileError("missing 'key_file' in TLS configuration");
  }
  if (certFile === '' && keyFile !== '') {
    throw new TlsFileError("missing 'cert_file' in TLS configuration");
  }
  const pair = certFile === '' ? undefined : serverPair(certFile, keyFile);
  const ca = caFile === '' ? undefined : loadAuthorities(caFile);
  if (ca?.usable === false) throw new TlsFileError('failed to parse root ca certificate');
  // A server without a certificate: its first client, itself, finds that nothing comes of it.
  if (!pair) throw new TlsFileError(NO_CERTIFICATE);
  return { ...pair, ...(ca && { ca: ca.pem }), verify };
}

function serverPair(certFile: string, keyFile: string): KeyPair {
  try {
    return loadKeyPair(certFile, keyFile);
  } catch (error) {
    if (!(error instanceof TlsFileError)) throw error;
    throw new TlsFileError(`error parsing X509 certificate/key pair: ${error.message}`);
  }
}

/** The words of a server that has TLS, but no certificate. */
export const NO_CERTIFICATE = 'remote error: tls: unrecognized name';

/**
 * Reads a certificate and its key.
 * @throws TlsFileError
 */
export function loadKeyPair(certFile: string, keyFile: string): KeyPair {
  const cert = readText(certFile);
  const key = readText(keyFile);
  const certificate = readCertificate(cert);
  const privateKey = readKey(key);
  if (certificate.publicKey.asymmetricKeyType !== privateKey.asymmetricKeyType) {
    throw new TlsFileError('tls: private key type does not match public key type');
  }
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new TlsFileError('tls: private key does not match public key');
  }
  return { cert, key };
}

/**
 * Reads certificates of authorities.
 * @returns the text, and whether a certificate was found in it
 * @throws TlsFileError when it cannot be read
 */
export function loadAuthorities(file: string): { readonly pem: string; readonly usable: boolean } {
  const text = readText(file);
  const pem = certificatesOf(text).join('\n');
  return { pem, usable: pem !== '' };
}

/** The certificates in a text; what is none is passed over, as the real server does. */
export function certificatesOf(pem: string): X509Certificate[] {
  return blocksOf(pem).flatMap(({ type, text }) => {
    if (type !== CERTIFICATE) return [];
    try {
      return [new X509Certificate(text)];
    } catch {
      return [];
    }
  });
}

const CERTIFICATE = 'CERTIFICATE';
const PEM = 'PEM blocks of the following types';

interface Block {
  readonly type: string;
  readonly text: string;
}

function blocksOf(pem: string): Block[] {
  const blocks = pem.matchAll(/-----BEGIN ([^\n]*?)-----\r?\n[^]*?\n-----END \1-----/g);
  return [...blocks].map(([text, type = '']) => ({ type, text }));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // A folder can be opened, but not read.
    const step = (error as NodeJS.ErrnoException).code === 'EISDIR' ? 'read' : 'open';
    throw new TlsFileError(`${step} ${file}: ${goErrorText(error)}`);
  }
}

function readCertificate(pem: string): X509Certificate {
  const blocks = blocksOf(pem);
  const types = blocks.map(({ type }) => type);
  const found = blocks.find(({ type }) => type === CERTIFICATE);
  if (types.length === 0) {
    throw new TlsFileError('tls: failed to find any PEM data in certificate input');
  }
  if (!found) {
    if (types.length === 1 && isKey(types[0] ?? '')) {
      throw new TlsFileError(
        'tls: failed to find certificate PEM data in certificate input, but did find a private key; ' +
          'PEM inputs may have been switched',
      );
    }
    throw new TlsFileError(
      `tls: failed to find ${goQuote(CERTIFICATE)} PEM block in certificate input after skipping ${PEM}: ` +
        `[${types.join(' ')}]`,
    );
  }
  try {
    return new X509Certificate(found.text);
  } catch {
    throw new TlsFileError('x509: malformed certificate');
  }
}

function readKey(pem: string): KeyObject {
  const blocks = blocksOf(pem);
  const types = blocks.map(({ type }) => type);
  const found = blocks.find(({ type }) => isKey(type));
  if (types.length === 0) {
    throw new TlsFileError('tls: failed to find any PEM data in key input');
  }
  if (!found) {
    if (types.length === 1 && types[0] === CERTIFICATE) {
      throw new TlsFileError(
        'tls: found a certificate rather than a key in the PEM for the private key',
      );
    }
    throw new TlsFileError(
      `tls: failed to find PEM block with type ending in ${goQuote('PRIVATE KEY')} in key input ` +
        `after skipping ${PEM}: [${types.join(' ')}]`,
    );
  }
  try {
    return createPrivateKey(found.text);
  } catch {
    throw new TlsFileError('tls: failed to parse private key');
  }
}

function isKey(type: string): boolean {
  return type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY');
}
