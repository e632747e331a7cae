import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { parseCertificateTime } from '../../base/certificate-time';
import type { OwnTlsSettings } from '../settings';
import { certificateErrorText, handshakeErrorText, isUnknownAuthority } from './tls-error-text';
import {
  certificatesOf,
  loadAuthorities,
  loadKeyPair,
  TlsFileError,
  type KeyPair,
  type LoadedTls,
} from './tls-files';
import {
  certificateFault,
  createTlsServer,
  shakeHands,
  TLS_VERSION_MIN,
  type CertificateFault,
} from './tls-transport';

/*
 * The streaming part of the real server is a client of its own NATS server, and ends when it cannot
 * connect. Here it is none; so that a command line which works here works there, it is tried out all
 * the same, in memory.
 */

/** What the connection is tried on. */
interface OwnServer {
  /** Address that clients are to use. */
  readonly host: string;
  /** Left out where clients speak in the clear. */
  readonly tls: LoadedTls | undefined;
}

/**
 * Why the real server could not connect to itself, in its own words.
 * @param nowNs wall clock, nanoseconds since 1970
 * @returns undefined when it could
 */
export async function ownConnectionRefusal(
  own: OwnTlsSettings,
  { host, tls }: OwnServer,
  nowNs: bigint,
): Promise<string | undefined> {
  try {
    const { certFile = '', keyFile = '', caFile = '', secure, insecure = false } = own;
    const name = own.serverName ?? reachedAs(host);
    const ca = caFile === '' ? undefined : readAuthorities(caFile);
    const pair = certFile === '' ? undefined : readPair(certFile, keyFile);
    if (tls) {
      const wrong = insecure
        ? undefined
        : wrongCertificate(new X509Certificate(tls.cert), name, nowNs);
      return wrong ?? (await tryOut(tls, { ca, pair, insecure }, host, nowNs));
    }
    return secure || insecure || ca !== undefined || pair
      ? 'nats: secure connection not available'
      : undefined;
  } catch (error) {
    if (error instanceof TlsFileError) return error.message;
    throw error;
  }
}

function readAuthorities(file: string): string {
  let loaded: ReturnType<typeof loadAuthorities>;
  try {
    loaded = loadAuthorities(file);
  } catch (error) {
    throw new TlsFileError(
      `nats: error loading or parsing rootCA file: ${(error as TlsFileError).message}`,
    );
  }
  if (loaded.usable) return loaded.pem;
  throw new TlsFileError(`nats: failed to parse root certificate from ${JSON.stringify(file)}`);
}

function readPair(certFile: string, keyFile: string): KeyPair {
  try {
    return loadKeyPair(certFile, keyFile);
  } catch (error) {
    throw new TlsFileError(
      `nats: error loading client certificate: ${(error as TlsFileError).message}`,
    );
  }
}

/** Whom the connection names: itself, where the server listens everywhere. */
function reachedAs(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

/** What can be seen of a certificate without its authority; in the order of the real server. */
function wrongCertificate(
  certificate: X509Certificate,
  host: string,
  nowNs: bigint,
): string | undefined {
  const { validFrom, validTo } = certificate;
  const problem = (code: string): string =>
    certificateErrorText(code, { validFrom, validTo }, nowNs);
  if (nowNs > parseCertificateTime(validTo)) return problem('CERT_HAS_EXPIRED');
  if (nowNs < parseCertificateTime(validFrom)) return problem('CERT_NOT_YET_VALID');
  const wrong = wrongName(certificate, host);
  return wrong && `tls: failed to verify certificate: x509: ${wrong}`;
}

function wrongName(certificate: X509Certificate, host: string): string | undefined {
  if (isIP(host) !== 0) {
    if (certificate.checkIP(host) !== undefined) return undefined;
    const addresses = namesOf(certificate, 'IP Address');
    if (addresses.length > 0) {
      return `certificate is valid for ${addresses.join(', ')}, not ${host}`;
    }
    return `cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
  }
  if (certificate.checkHost(host, { subject: 'never' }) !== undefined) return undefined;
  const names = namesOf(certificate, 'DNS');
  if (names.length > 0) return `certificate is valid for ${names.join(', ')}, not ${host}`;
  return `certificate is not valid for any names, but wanted to match ${host}`;
}

function namesOf({ subjectAltName = '' }: X509Certificate, kind: 'DNS' | 'IP Address'): string[] {
  const names = subjectAltName.matchAll(/(?:^|, )([^:,]+):([^,]*)/g);
  return [...names].filter(([, of]) => of === kind).map(([, , name = '']) => name);
}

interface Shown {
  readonly ca: string | undefined;
  readonly pair: KeyPair | undefined;
  readonly insecure: boolean;
}

/** Has both ends shake hands; the server's word comes last, since it sees the client's certificate. */
async function tryOut(
  tls: LoadedTls,
  { ca, pair, insecure }: Shown,
  host: string,
  nowNs: bigint,
): Promise<string | undefined> {
  const [near, far] = pairOfEnds();
  const refusal = new Promise<string | undefined>((resolve) => {
    const client = connect({
      socket: near,
      ...(ca !== undefined && { ca }),
      ...pair,
      minVersion: TLS_VERSION_MIN,
      checkServerIdentity: () => undefined,
      rejectUnauthorized: !insecure,
    });
    client.on('error', (error: NodeJS.ErrnoException) => {
      // The other end knows better why it hung up.
      if (error.code?.startsWith('ERR_SSL') || error.code === 'ECONNRESET') return;
      const { validFrom, validTo } = new X509Certificate(tls.cert);
      resolve(certificateErrorText(error.code ?? error.message, { validFrom, validTo }, nowNs));
    });
    shakeHands(createTlsServer(tls), far, {
      secured: (socket) => {
        const fault = certificateFault(tls, socket);
        resolve(fault && `remote error: tls: ${alertOf(fault, tls, pair)}`);
      },
      failed: (error) => {
        resolve(handshakeErrorText(error, host));
      },
    });
  });
  try {
    return await refusal;
  } finally {
    near.destroy();
    far.destroy();
  }
}

/** What the real server says to itself, as a client whose certificate it does not take. */
function alertOf({ code }: CertificateFault, { ca }: LoadedTls, pair: KeyPair | undefined): string {
  if (code === undefined || !pair) return 'certificate required';
  // Of an authority that the server does not name the client shows nothing at all.
  if (isUnknownAuthority(code)) {
    return ca === undefined || isNamedIn(ca, pair)
      ? 'unknown certificate authority'
      : 'certificate required';
  }
  return code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID'
    ? 'expired certificate'
    : 'bad certificate';
}

/** Whether the issuer has the name of an authority; it may be another one of that name. */
function isNamedIn(authorities: string, { cert }: KeyPair): boolean {
  const { issuer } = new X509Certificate(cert);
  return certificatesOf(authorities).some(({ subject }) => subject === issuer);
}

/** Two ends of a connection in memory. */
function pairOfEnds(): readonly [Duplex, Duplex] {
  class End extends Duplex {
    other: End | undefined;

    override _read(): void {
      // What comes is pushed.
    }

    override _write(chunk: Buffer, _encoding: string, done: () => void): void {
      this.other?.push(chunk);
      done();
    }

    override _final(done: () => void): void {
      this.other?.push(null);
      done();
    }
  }
  const [one, other] = [new End(), new End()];
  [one.other, other.other] = [other, one];
  return [one, other];
}
