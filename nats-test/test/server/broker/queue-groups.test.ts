import { describe, expect, it } from 'vitest';
import { openBroker, type TestPeer } from '../../support/broker-pair';

/** How many messages each peer has got. */
const counts = (peers: readonly TestPeer[]): number[] =>
  peers.map((peer) => peer.take().match(/^MSG /gm)?.length ?? 0);

function publish(peer: TestPeer, count: number): void {
  peer.send('PUB a 1\r\nx\r\n'.repeat(count));
}

describe('a queue group of core NATS', () => {
  it('gives each message to one member', () => {
    const { connect } = openBroker();
    const members = [connect(), connect(), connect()];
    for (const member of members) member.send('SUB a q 1\r\n');

    publish(connect(), 300);

    expect(counts(members).reduce((sum, count) => sum + count, 0)).toBe(300);
  });

  it('gives every member about as many', () => {
    const { connect } = openBroker();
    const members = [connect(), connect(), connect()];
    for (const member of members) member.send('SUB a q 1\r\n');

    publish(connect(), 3000);

    expect(counts(members).filter((count) => Math.abs(count - 1000) > 150)).toEqual([]);
  });

  it('chooses as before when the seed is the same', () => {
    const run = (seed: number): number[] => {
      const { connect } = openBroker({}, seed);
      const members = [connect(), connect(), connect()];
      for (const member of members) member.send('SUB a q 1\r\n');
      publish(connect(), 100);
      return counts(members);
    };

    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });

  it('gets a message beside the plain subscriptions and other groups', () => {
    const { connect } = openBroker();
    const peers = [connect(), connect(), connect()];
    ['SUB a 1\r\n', 'SUB a q 1\r\n', 'SUB * r 1\r\n'].forEach((sub, i) => peers[i]?.send(sub));

    publish(connect(), 10);

    expect(counts(peers)).toEqual([10, 10, 10]);
  });

  it('has another member get what a member with no echo may not', () => {
    const { connect } = openBroker();
    const silent = connect({ echo: false });
    const other = connect();
    for (const peer of [silent, other]) peer.send('SUB a q 1\r\n');

    publish(silent, 20);

    expect(counts([silent, other])).toEqual([0, 20]);
  });

  it('has another member get what a member has had enough of', () => {
    const { connect } = openBroker();
    const [limited, other] = [connect(), connect()];
    limited.send('SUB a q 1\r\nUNSUB 1 3\r\n');
    other.send('SUB a q 1\r\n');

    publish(connect(), 100);

    expect(counts([limited, other])).toEqual([3, 97]);
  });

  it('goes on without a member that left', () => {
    const { connect } = openBroker();
    const [gone, other] = [connect(), connect()];
    for (const peer of [gone, other]) peer.send('SUB a q 1\r\n');
    gone.hangUp();

    publish(connect(), 20);

    expect(counts([other])).toEqual([20]);
  });
});
