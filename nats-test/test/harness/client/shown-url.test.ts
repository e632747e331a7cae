import { describe, expect, it } from 'vitest';
import { shownUrl } from '../../../src/harness/client/shown-url';

describe('shownUrl', () => {
  it.each([
    ['nats://me:secret@host:4333', 'nats://host:4333'],
    ['nats://token@host', 'nats://host:4222'],
    ['tls://me:secret@[::1]', 'tls://[::1]:4222'],
    ['a,nats://b:1', 'nats://a:4222,nats://b:1'],
  ])('shows %s without its login', (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
  });
});
