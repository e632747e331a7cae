import { describe, expect, it } from 'vitest';
import { readVarintBigInt } from '../../../src/protocol/streaming/varint';
import { Turn } from '../../../src/server/streaming/turn';
import { openBroker } from '../../support/broker-pair';

/** A turn whose wall clock shows what the test says. */
function openTurn(startNs: bigint): {
  turn: Turn;
  wall: { ns: bigint };
  timestamps: (count: number) => bigint[];
} {
  const { broker } = openBroker();
  const wall = { ns: startNs };
  Object.assign(broker.clock, { wallNs: () => wall.ns });
  const turn = new Turn(broker);
  return {
    turn,
    wall,
    timestamps: (count) => {
      turn.starts();
      return Array.from({ length: count }, () => {
        const bytes = turn.nextTimestamp();
        return readVarintBigInt(bytes, 0, bytes.length);
      });
    },
  };
}

const START_NS = 1_795_250_772_941_999_238n;

describe('the timestamps of messages', () => {
  it('are the time of the wall clock', () => {
    expect(openTurn(START_NS).timestamps(1)).toEqual([START_NS]);
  });

  it('rise by 1 ns within a turn, also when they get a byte longer', () => {
    expect(openTurn(100n).timestamps(100)).toEqual(
      Array.from({ length: 100 }, (_, i) => 100n + BigInt(i)),
    );
  });

  it('rise by 1 ns within a turn, far beyond one byte', () => {
    expect(openTurn(START_NS).timestamps(1000)).toEqual(
      Array.from({ length: 1000 }, (_, i) => START_NS + BigInt(i)),
    );
  });

  it('follow the wall clock from turn to turn', () => {
    const { wall, timestamps } = openTurn(START_NS);
    timestamps(3);

    wall.ns += 1000n;

    expect(timestamps(2)).toEqual([START_NS + 1000n, START_NS + 1001n]);
  });

  it('go on rising when the wall clock stands still', () => {
    const { timestamps } = openTurn(START_NS);

    expect([...timestamps(2), ...timestamps(2)]).toEqual(
      [0n, 1n, 2n, 3n].map((ns) => START_NS + ns),
    );
  });

  it('go on rising when somebody sets the wall clock back by a year', () => {
    const { wall, timestamps } = openTurn(START_NS);
    timestamps(3);

    wall.ns -= 31_536_000_000_000_000n;

    expect([...timestamps(2), ...timestamps(1)]).toEqual([3n, 4n, 5n].map((ns) => START_NS + ns));
  });

  it('follow the wall clock again when it has caught up', () => {
    const { wall, timestamps } = openTurn(START_NS);
    timestamps(1);
    wall.ns -= 100n;
    timestamps(5);

    wall.ns = START_NS + 50n;

    expect(timestamps(1)).toEqual([START_NS + 50n]);
  });
});

describe('a turn of a server that has ended', () => {
  it('never comes, be it for a timer or at the end of another one', () => {
    const { broker, clock, endTurn } = openBroker();
    const turn = new Turn(broker);
    const came: string[] = [];
    turn.later(10, () => came.push('timer'));
    turn.atEnd(() => came.push('end'));

    turn.close();
    endTurn();
    clock.moveTo(20);

    expect(came).toEqual([]);
  });
});

describe('the timestamps of a server that goes on with messages of another', () => {
  it('are larger than theirs, whatever the clock shows', () => {
    const { turn, timestamps } = openTurn(START_NS);

    turn.timestampsAfter(START_NS + 5n);

    expect(timestamps(2)).toEqual([START_NS + 6n, START_NS + 7n]);
  });
});
