import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/server/stores/store';
import { openStreaming } from '../../support/streaming-stage';

describe('a store whose flush fails once', () => {
  it('keeps nothing back for ever: what it stored is delivered and acknowledged later', () => {
    let isFull = false;
    const stage = openStreaming({
      wrapStore: (store) =>
        new Proxy<Store>(store, {
          get: (target, name: keyof Store) => {
            if (name === 'flush' && isFull) {
              return () => {
                throw new Error('ENOSPC');
              };
            }
            const member = target[name];
            return typeof member === 'function' ? member.bind(target) : member;
          },
        }),
    });
    const publisher = stage.client('publisher');
    const subscription = stage.client('reader').subscribe('a');

    isFull = true;
    expect(() => publisher.publishAll('a', ['x'])).toThrow('ENOSPC');
    const meanwhile = subscription.takeSequences();
    isFull = false;
    publisher.publish('a', 'y');

    expect(meanwhile).toEqual([]);
    expect(subscription.takeSequences()).toEqual([1, 2]);
  });
});
