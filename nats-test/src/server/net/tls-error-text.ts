import { parseCertificateTime } from '../../base/certificate-time';
import { formatWallTime } from '../../base/wall-time';

/*
 * What the real server says of TLS that did not come about: the words of Go, by the codes of Node.
 */

/** What the other end says before it hangs up. */
const ALERTS: Readonly<Record<string, string>> = {
  ACCESS_DENIED: 'access denied',
  BAD_CERTIFICATE: 'bad certificate',
  CERTIFICATE_EXPIRED: 'expired certificate',
  CERTIFICATE_REQUIRED: 'certificate required',
  CERTIFICATE_REVOKED: 'revoked certificate',
  CERTIFICATE_UNKNOWN: 'unknown certificate',
  DECODE_ERROR: 'error decoding message',
  DECRYPT_ERROR: 'error decrypting message',
  HANDSHAKE_FAILURE: 'handshake failure',
  ILLEGAL_PARAMETER: 'illegal parameter',
  INSUFFICIENT_SECURITY: 'insufficient security level',
  INTERNAL_ERROR: 'internal error',
  PROTOCOL_VERSION: 'protocol version not supported',
  UNEXPECTED_MESSAGE: 'unexpected message',
  UNKNOWN_CA: 'unknown certificate authority',
  UNRECOGNIZED_NAME: 'unrecognized name',
  UNSUPPORTED_CERTIFICATE: 'unsupported certificate',
  USER_CANCELLED: 'user canceled',
};

const NS_PER_SECOND = 1_000_000_000n;

const NO_HANDSHAKE = 'tls: first record does not look like a TLS handshake';

const FAILURES: Readonly<Record<string, string>> = {
  ERR_SSL_HTTP_REQUEST: NO_HANDSHAKE,
  ERR_SSL_HTTPS_PROXY_REQUEST: NO_HANDSHAKE,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_HANDSHAKE,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_HANDSHAKE,
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'tls: client offered only unsupported versions',
  ERR_SSL_NO_SHARED_CIPHER: 'tls: no cipher suite supported by both client and server',
};

/** Certificates whose issuer is nobody that is trusted. */
const UNKNOWN_AUTHORITY: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Whether nobody who is trusted has signed a certificate. */
export function isUnknownAuthority(code: string): boolean {
  return UNKNOWN_AUTHORITY.has(code);
}

/**
 * Why a handshake failed, as the real server's log says it.
 * @param ends of the connection: `HOST:PORT->HOST:PORT`, the server's first
 */
export function handshakeErrorText(error: NodeJS.ErrnoException, ends: string): string {
  const { code = '', message, syscall } = error;
  const alert = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13)_ALERT_(\w+)$/.exec(code)?.[1];
  if (alert !== undefined) {
    return `remote error: tls: ${ALERTS[alert] ?? alert.toLowerCase().replaceAll('_', ' ')}`;
  }
  if (code === 'ECONNRESET') {
    // Without a call of the system the other end has just closed.
    return syscall === 'read' ? `read tcp ${ends}: read: connection reset by peer` : 'EOF';
  }
  const reason = (error as { readonly reason?: string }).reason ?? message;
  return FAILURES[code] ?? `tls: ${reason}`;
}

/** When a certificate holds, as Node writes it. */
export interface CertificateTimes {
  readonly validFrom: string;
  readonly validTo: string;
}

/**
 * Why a certificate is not trusted, in the real server's words.
 * @param code of Node
 * @param nowNs wall clock, nanoseconds since 1970
 */
export function certificateErrorText(code: string, times: CertificateTimes, nowNs: bigint): string {
  return `tls: failed to verify certificate: x509: ${problemOf(code, times, nowNs)}`;
}

function problemOf(code: string, times: CertificateTimes, nowNs: bigint): string {
  if (isUnknownAuthority(code)) return 'certificate signed by unknown authority';
  const outside = `certificate has expired or is not yet valid: current time ${inSeconds(nowNs)} is`;
  if (code === 'CERT_HAS_EXPIRED') return `${outside} after ${timeOf(times.validTo)}`;
  if (code === 'CERT_NOT_YET_VALID') return `${outside} before ${timeOf(times.validFrom)}`;
  if (code === 'INVALID_PURPOSE') return 'certificate specifies an incompatible key usage';
  return code.toLowerCase().replaceAll('_', ' ');
}

function timeOf(text: string): string {
  return inSeconds(parseCertificateTime(text));
}

function inSeconds(wallNs: bigint): string {
  return formatWallTime(wallNs - (wallNs % NS_PER_SECOND));
}
