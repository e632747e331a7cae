import { describe, expect, it } from 'vitest';
import { decodePayload, encodePayload } from '../../../src/harness/runner/payload';

describe('decodePayload', () => {
  it('gives back what was encoded', () => {
    const payload = { value: 'run-sample-1', version: 2, amount: -100 };

    expect(decodePayload(encodePayload(payload))).toEqual(payload);
  });

  it.each([
    '',
    'no JSON',
    'null',
    '7',
    '"run-sample-1"',
    '[]',
    '{}',
    '{"value":7}',
    '{"value":"1"}',
  ])('knows that %s is of no run', (data) => {
    expect(decodePayload(data)).toBeUndefined();
  });
});
