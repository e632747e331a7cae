import { describe, expect, it } from 'vitest';
import { Channel } from '../../../src/server/streaming/channel';
import { QueueGroup } from '../../../src/server/streaming/queue-group';
import { StreamingSubscription } from '../../../src/server/streaming/subscription';
import { openStreaming } from '../../support/streaming-stage';

/** A group with a member for each letter, and what they are called. */
function groupOf(names: string): {
  group: QueueGroup;
  member: (name: string) => StreamingSubscription;
  picks: (count: number) => string;
} {
  const store = openStreaming().store.createChannel('a');
  if (!store) throw new Error('no channel');
  const channel = new Channel('a', store);
  const group = new QueueGroup('q');
  for (const name of names) {
    const member = new StreamingSubscription(channel, { durableName: '', isDurable: false, group });
    member.clientId = name;
    group.members.push(member);
  }
  const members = [...group.members];
  return {
    group,
    member: (name) => {
      const found = members.find(({ clientId }) => clientId === name);
      if (!found) throw new Error(`no member ${name}`);
      return found;
    },
    picks: (count) => Array.from({ length: count }, () => group.pick()?.clientId ?? '-').join(''),
  };
}

describe('the member for the next message', () => {
  it('is nobody in a group without members', () => {
    expect(groupOf('').picks(1)).toBe('-');
  });

  it('is the only one there is', () => {
    expect(groupOf('a').picks(3)).toBe('aaa');
  });

  it('takes turns in an idle group', () => {
    expect(groupOf('abc').picks(7)).toBe('abcabca');
  });

  it('is the one with the fewest pending acks', () => {
    const { member, picks } = groupOf('abc');
    member('a').pending.set(1, 0);
    member('b').pending.set(2, 0);

    expect(picks(3)).toBe('ccc');
  });

  it('is not one that is stalled', () => {
    const { member, picks } = groupOf('ab');
    member('a').stalled = true;
    member('b').pending.set(1, 0);

    expect(picks(2)).toBe('bb');
  });

  it('is not one whose client has missed a heartbeat', () => {
    const { member, picks } = groupOf('ab');
    member('a').hasFailedHeartbeat = true;
    member('b').pending.set(1, 0);

    expect(picks(2)).toBe('bb');
  });

  it('goes from one to the next when nobody is fit: whoever comes first might be back', () => {
    const { member, picks } = groupOf('ab');
    member('a').hasFailedHeartbeat = true;
    member('b').stalled = true;

    expect(picks(3)).toBe('aba');
  });

  it('is one of the others when one has left', () => {
    const { group, member, picks } = groupOf('abc');

    group.remove(member('a'));

    // The last one has taken the place of the one that left.
    expect(picks(4)).toBe('cbcb');
  });
});
