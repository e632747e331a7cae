import { describe, expect, test } from 'vitest';

import { FrameCutter } from '../../support/lying-proxy/frames';

const ops = [
  'INFO {"server_id":"x"} \r\n',
  'PUB a.b 0\r\n\r\n',
  'PUB a.b _INBOX.1 9\r\nPUB x 1\r\n\r\n',
  'PING\r\n',
  'MSG a.b 12 _INBOX.1 2\r\n\r\n\r\n',
  "-ERR 'Unknown Protocol Operation'\r\n",
];
const stream = Buffer.from(ops.join(''));

describe('frames', () => {
  test('are what was said, wherever the chunks end', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const cutter = new FrameCutter();
      const frames = [stream.subarray(0, cut), stream.subarray(cut)].flatMap((chunk) =>
        cutter.push(chunk),
      );
      expect(frames.map(({ bytes }) => bytes.toString())).toEqual(ops);
    }
  });

  test('are the same when the bytes come one at a time', () => {
    const cutter = new FrameCutter();
    const frames = [...stream].flatMap((byte) => cutter.push(Buffer.from([byte])));
    expect(frames.map(({ bytes }) => bytes.toString())).toEqual(ops);
  });

  test('know payloads from lines', () => {
    const payloads = new FrameCutter().push(stream).map(({ payload }) => payload.toString());
    expect(payloads).toEqual(['', '', 'PUB x 1\r\n', '', '\r\n', '']);
  });
});
