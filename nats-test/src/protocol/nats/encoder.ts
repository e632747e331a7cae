/** The `INFO` a server greets with, in the order of nats-server 2.1.4. */
export interface ServerInfo {
  readonly server_id: string;
  readonly server_name: string;
  readonly version: string;
  readonly proto: 1;
  readonly go: string;
  readonly host: string;
  readonly port: number;
  /** Only when it is: clients then have to say who they are. */
  readonly auth_required?: true;
  /** Only when it is: clients then go on in TLS. */
  readonly tls_required?: true;
  /** Only when they have to show a certificate, too. */
  readonly tls_verify?: true;
  readonly max_payload: number;
  readonly client_id: number;
}

export const PING = Buffer.from('PING\r\n', 'latin1');
export const PONG = Buffer.from('PONG\r\n', 'latin1');
export const OK = Buffer.from('+OK\r\n', 'latin1');

/** `INFO {…} CRLF`; the real server puts a space before the line end. */
export function encodeInfo(info: ServerInfo): Buffer {
  return Buffer.from(`INFO ${JSON.stringify(info)} \r\n`, 'utf8');
}

/** `-ERR 'text' CRLF`. */
export function encodeError(text: string): Buffer {
  return Buffer.from(`-ERR '${text}'\r\n`, 'latin1');
}

/** `MSG subject sid `: what is the same in all messages of a subject to a subscription. */
export function encodeMsgPrefix(subject: string, sid: string): Buffer {
  return Buffer.from(`MSG ${subject} ${sid} `, 'latin1');
}
