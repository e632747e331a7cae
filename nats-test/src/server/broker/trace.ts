import { Op } from '../../protocol/nats/op';
import type { OpParser } from '../../protocol/nats/op-parser';

const NAMES: Readonly<Partial<Record<Op, string>>> = {
  [Op.connect]: 'CONNECT',
  [Op.sub]: 'SUB',
  [Op.unsub]: 'UNSUB',
  [Op.info]: 'INFO',
  [Op.err]: '-ERR',
  [Op.ok]: '+OK',
  [Op.ping]: 'PING',
  [Op.pong]: 'PONG',
};

const HAS_LINE: ReadonlySet<Op> = new Set([Op.connect, Op.sub, Op.unsub, Op.info, Op.err]);

/** A log is no place for passwords. The value is a JSON text, which may hold escaped quotes. */
const SECRETS = /("(?:pass|auth_token)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;

/** The lines of `-V` for an op of a client; none for bytes that are no op. */
export function describeOp(op: Op, parser: OpParser): string[] {
  const text = (start: number, end: number): string => parser.bytes.toString('latin1', start, end);
  if (op === Op.pub) {
    const reply = parser.replyEnd > 0 ? `${text(parser.replyStart, parser.replyEnd)} ` : '';
    const size = parser.payloadEnd - parser.payloadStart;
    const payload = JSON.stringify(text(parser.payloadStart, parser.payloadEnd));
    return [
      `<<- [PUB ${text(parser.subjectStart, parser.subjectEnd)} ${reply}${size}]`,
      `<<- MSG_PAYLOAD: [${payload}]`,
    ];
  }
  const name = NAMES[op];
  if (name === undefined) return [];
  if (!HAS_LINE.has(op)) return [`<<- [${name}]`];
  const whole = text(parser.lineStart, parser.lineEnd);
  const line = op === Op.connect ? withoutSecrets(whole) : whole;
  return [`<<- [${name} ${line}]`];
}

function withoutSecrets(line: string): string {
  const shown = line.replace(SECRETS, '$1"[REDACTED]"');
  try {
    JSON.parse(line);
    return shown;
  } catch {
    // Where a password begins and ends in it, nobody can tell.
    return /pass|token/i.test(line) ? '[REDACTED]' : shown;
  }
}

/** The line of `-V` for bytes that a client gets; undefined for the greeting, which has none. */
export function describeSent(bytes: Uint8Array): string | undefined {
  const [line = ''] = Buffer.from(bytes).toString('latin1').split('\r\n', 1);
  if (line.startsWith('INFO ')) return undefined;
  return `->> [${line.replace(/^\+/, '').replace(/^(-ERR) '(.*)'$/, '$1 $2')}]`;
}

/** The line of `-V` for a `MSG` that a client gets. */
export function describeMsg(prefix: Buffer, reply: string, payloadBytes: number): string {
  const replyWord = reply === '' ? '' : `${reply} `;
  return `->> [${prefix.toString('latin1')}${replyWord}${payloadBytes}]`;
}
