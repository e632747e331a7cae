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
  // A log is no place for passwords.
  const line = text(parser.lineStart, parser.lineEnd).replace(
    /("(?:pass|auth_token)"\s*:\s*)"[^"]*"/gi,
    '$1"[REDACTED]"',
  );
  return [`<<- [${name} ${line}]`];
}

/** The line of `-V` for bytes that a client gets: its first line will do. */
export function describeSent(bytes: Uint8Array): string {
  const [line = ''] = Buffer.from(bytes).toString('latin1').split('\r\n', 1);
  return `->> [${line}]`;
}
