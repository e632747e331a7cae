import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { OutputBuffer } from '../../../src/server/broker/output-buffer';
import { isForgotten } from '../../support/garbage';
import { pick } from '../../support/random-values';

const MIB = 1024 * 1024;
const PREFIX = Buffer.from('MSG a 1 ');
const OTHER_PREFIX = Buffer.from('MSG b.c 22 ');
const NO_TAIL = new Uint8Array(0);

function appendMsg(output: OutputBuffer, payload: Buffer, reply = '', tail = NO_TAIL): void {
  // The payload stands in the middle of something larger, as in a chunk or a segment.
  const source = Buffer.concat([Buffer.from('before'), payload, Buffer.from('after')]);
  output.appendMsg(PREFIX, reply, source, 6, 6 + payload.length, tail, 0, tail.length);
}

const text = (output: OutputBuffer): string => output.waiting().toString('latin1');

describe('OutputBuffer', () => {
  it('is empty at first', () => {
    expect(new OutputBuffer().waiting()).toHaveLength(0);
  });

  it('keeps the order of what is added', () => {
    const output = new OutputBuffer();
    output.append(Buffer.from('PING\r\n'));
    appendMsg(output, Buffer.from('hello'));
    output.append(Buffer.from('PONG\r\n'));

    expect(text(output)).toBe('PING\r\nMSG a 1 5\r\nhello\r\nPONG\r\n');
  });

  it('writes the reply before the size', () => {
    const output = new OutputBuffer();
    appendMsg(output, Buffer.from('hello'), '_INBOX.\xe9');

    expect(text(output)).toBe('MSG a 1 _INBOX.\xe9 5\r\nhello\r\n');
  });

  it('counts the tail as part of the payload', () => {
    const output = new OutputBuffer();
    appendMsg(output, Buffer.from('hello'), '', Uint8Array.of(0x30, 0x31, 0x32));

    expect(text(output)).toBe('MSG a 1 8\r\nhello012\r\n');
  });

  it('takes only as much of the tail as is said', () => {
    const output = new OutputBuffer();
    output.appendMsg(PREFIX, '', Buffer.from('x'), 0, 1, Uint8Array.of(0x30, 0x31, 0x32), 1, 2);

    expect(text(output)).toBe('MSG a 1 2\r\nx1\r\n');
  });

  it.each([0, 1, 9, 10, 99, 100, 999, 1000, 65_535, 999_999, 1_048_576])(
    'writes a size of %d',
    (size) => {
      const output = new OutputBuffer();
      appendMsg(output, Buffer.alloc(size));

      expect(text(output).slice(0, PREFIX.length + 9)).toContain(`MSG a 1 ${size}\r\n`);
      expect(output.length).toBe(PREFIX.length + String(size).length + 2 + size + 2);
    },
  );

  it('grows to whatever is added, over 200 random runs', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      const output = new OutputBuffer();
      let expected: Buffer[] = [];
      for (let step = 0; step < 30; step++) {
        const payload = Buffer.alloc(random.below(pick(random, [5, 300, 5000, 60_000])), seed);
        if (random.below(2) === 0) {
          output.append(payload);
          expected.push(payload);
        } else {
          appendMsg(output, payload);
          expected.push(PREFIX, Buffer.from(`${payload.length}\r\n`), payload, Buffer.from('\r\n'));
        }
        const whole = Buffer.concat(expected);
        expect(output.length, `seed ${seed}, step ${step}`).toBe(whole.length);
        expect(output.waiting().equals(whole), `seed ${seed}, step ${step}`).toBe(true);
        if (random.below(5) === 0) {
          output.sent(random.below(2) === 0);
          expected = [];
        }
      }
    }
  });

  it('writes the line that belongs to each message, whatever the one before had', () => {
    const kinds = [
      { prefix: PREFIX, reply: '', line: 'MSG a 1 ' },
      { prefix: OTHER_PREFIX, reply: '', line: 'MSG b.c 22 ' },
      { prefix: PREFIX, reply: 'r', line: 'MSG a 1 r ' },
    ];
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      const output = new OutputBuffer();
      let expected = '';
      for (let step = 0; step < 30; step++) {
        const { prefix, reply, line } = pick(random, kinds);
        const payload = 'x'.repeat(pick(random, [0, 1, 10]));
        const tail = 'y'.repeat(pick(random, [0, 2]));
        output.appendMsg(
          prefix,
          reply,
          Buffer.from(payload),
          0,
          payload.length,
          Buffer.from(tail),
          0,
          tail.length,
        );
        expected += `${line}${payload.length + tail.length}\r\n${payload}${tail}\r\n`;
        expect(text(output), `seed ${seed}, step ${step}`).toBe(expected);
        if (random.below(8) === 0) {
          output.sent(random.below(2) === 0);
          expected = '';
        }
      }
    }
  });

  it('is empty after it was sent', () => {
    const output = new OutputBuffer();
    output.append(Buffer.from('PING\r\n'));

    output.sent(true);

    expect([output.length, text(output)]).toEqual([0, '']);
  });

  it('leaves the memory alone that somebody still reads', () => {
    const output = new OutputBuffer();
    output.append(Buffer.from('first'));
    const stillRead = output.waiting();

    output.sent(false);
    output.append(Buffer.from('other'));

    expect(stillRead.toString()).toBe('first');
  });

  it('uses the same memory again when nobody reads it any more', () => {
    const output = new OutputBuffer();
    output.append(Buffer.from('first'));
    const memory = output.waiting().buffer;

    output.sent(true);
    output.append(Buffer.from('other'));

    expect(output.waiting().buffer).toBe(memory);
  });

  it('holds nothing of a payload that was sent', async () => {
    const output = new OutputBuffer();

    const forgotten = await isForgotten(() => {
      const payload = Buffer.allocUnsafeSlow(100);
      output.appendMsg(PREFIX, '', payload, 0, payload.length, NO_TAIL, 0, 0);
      output.sent(true);
      return payload;
    });

    expect([forgotten, output.length]).toEqual([true, 0]);
  });

  it('gives back what a burst has taken', () => {
    const output = new OutputBuffer();
    output.append(Buffer.alloc(10 * MIB));

    output.sent(true);
    output.append(Buffer.from('x'));

    expect(output.waiting().buffer.byteLength).toBeLessThanOrEqual(MIB);
  });
});
