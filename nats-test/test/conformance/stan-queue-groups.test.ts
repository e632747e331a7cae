import { expect } from 'vitest';

import { StartPosition } from '../support/stan-wire';
import { conformance } from './behaviour';
import { sequencesOf, type StanSubscription } from './stan-client';

const behaviour = conformance('stan-queue-groups');

/** The sequences that each member holds, in the order of delivery. */
function holdings(members: readonly StanSubscription[]): number[][] {
  return members.map((member) => sequencesOf(member.deliveries));
}

function allOf(members: readonly StanSubscription[]): number[] {
  return holdings(members)
    .flat()
    .sort((a, b) => a - b);
}

behaviour('each message goes to one member', async ({ stan, settled }) => {
  const client = await stan();
  const members = [
    await client.subscribe('a', { qGroup: 'q' }),
    await client.subscribe('a', { qGroup: 'q' }),
    await (await stan()).subscribe('a', { qGroup: 'q' }),
  ];

  await client.publishAll('a', ['1', '2', '3', '4', '5', '6']);
  await settled(...members.map((member) => member.client));

  expect(allOf(members)).toEqual([1, 2, 3, 4, 5, 6]);
});

behaviour(
  'with nothing pending the members take turns, in the order of joining',
  async ({ stan, settled }) => {
    const client = await stan();
    const members = [
      await client.subscribe('a', { qGroup: 'q' }),
      await client.subscribe('a', { qGroup: 'q' }),
      await client.subscribe('a', { qGroup: 'q' }),
    ];

    for (const sequence of [1, 2, 3, 4, 5, 6]) {
      await client.publish('a');
      await settled(client);
      for (const member of members) member.ack(sequence);
      await settled(client);
    }

    expect(holdings(members)).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  },
);

behaviour('without acks the messages are spread evenly', async ({ stan, settled }) => {
  const client = await stan();
  const members = [
    await client.subscribe('a', { qGroup: 'q' }),
    await client.subscribe('a', { qGroup: 'q' }),
  ];

  await client.publishAll('a', ['1', '2', '3', '4', '5', '6']);
  await settled(client);

  expect(holdings(members)).toEqual([
    [1, 3, 5],
    [2, 4, 6],
  ]);
});

behaviour('the member with the fewest pending messages is next', async ({ stan, settled }) => {
  const client = await stan();
  const [busy, idle] = [
    await client.subscribe('a', { qGroup: 'q' }),
    await client.subscribe('a', { qGroup: 'q' }),
  ];
  await client.publishAll('a', ['1', '2', '3', '4']);
  await settled(client);
  expect(holdings([busy, idle])).toEqual([
    [1, 3],
    [2, 4],
  ]);
  idle.ack(2);
  idle.ack(4);
  await settled(client);

  await client.publishAll('a', ['5', '6']);
  await settled(client);

  expect(holdings([busy, idle])).toEqual([
    [1, 3],
    [2, 4, 5, 6],
  ]);
});

behaviour('a member at its max in flight is passed over', async ({ stan, settled }) => {
  const client = await stan();
  const small = await client.subscribe('a', { qGroup: 'q', maxInFlight: 1 });
  const large = await client.subscribe('a', { qGroup: 'q' });

  await client.publishAll('a', ['1', '2', '3', '4', '5']);
  await settled(client);

  expect(holdings([small, large])).toEqual([[1], [2, 3, 4, 5]]);
});

behaviour(
  'when all members are at their max in flight, messages wait for an ack',
  async ({ stan, settled }) => {
    const client = await stan();
    const members = [
      await client.subscribe('a', { qGroup: 'q', maxInFlight: 1 }),
      await client.subscribe('a', { qGroup: 'q', maxInFlight: 1 }),
    ];
    await client.publishAll('a', ['1', '2', '3', '4']);
    await settled(client);
    expect(holdings(members)).toEqual([[1], [2]]);

    members[1]?.ack(2);
    await settled(client);

    expect(holdings(members)).toEqual([[1], [2, 3]]);
  },
);

behaviour('every group gets every message, and so does a plain subscription', async ({ stan }) => {
  const client = await stan();
  const subscriptions = [
    await client.subscribe('a', { qGroup: 'one' }),
    await client.subscribe('a', { qGroup: 'two' }),
    await client.subscribe('a'),
  ];

  await client.publish('a');

  for (const subscription of subscriptions)
    expect(await subscription.takeSequences(1)).toEqual([1]);
});

behaviour(
  'groups of one name on two channels have nothing to do with each other',
  async ({ stan }) => {
    const client = await stan();
    const [a, b] = [
      await client.subscribe('a', { qGroup: 'q' }),
      await client.subscribe('b', { qGroup: 'q' }),
    ];

    await client.publish('a');
    await client.publish('b');

    expect((await a.next()).subject).toBe('a');
    expect((await b.next()).subject).toBe('b');
  },
);

behaviour(
  'the first member sets the start position, later ones join where the group is',
  async ({ stan, settled }) => {
    const client = await stan();
    await client.publishAll('a', ['1', '2', '3']);
    const first = await client.subscribe('a', {
      qGroup: 'q',
      startPosition: StartPosition.lastReceived,
    });
    await settled(client);
    const second = await client.subscribe('a', { qGroup: 'q', startPosition: StartPosition.first });
    await settled(client);

    expect(holdings([first, second])).toEqual([[3], []]);
  },
);

behaviour(
  'a group starts anew when its last member has left: what was published in between is lost for it',
  async ({ stan, settled }) => {
    const client = await stan();
    const member = await client.subscribe('a', { qGroup: 'q' });
    await client.publish('a', '1');
    await member.next();
    await member.close();
    await client.publish('a', '2');

    const anew = await client.subscribe('a', { qGroup: 'q' });
    await settled(client);
    expect(anew.deliveries).toHaveLength(0);
    await client.publish('a', '3');

    expect(await anew.takeSequences(1)).toEqual([3]);
  },
);

for (const how of ['close', 'unsubscribe'] as const) {
  behaviour(
    `what was pending with a member that leaves (${how}) goes to the others about 100 ms later`,
    async ({ target, stan, settled }) => {
      const client = await stan();
      const leaves = await client.subscribe('a', { qGroup: 'q' });
      const stays = await client.subscribe('a', { qGroup: 'q' });
      await client.publishAll('a', ['1', '2', '3', '4']);
      await settled(client);
      expect(await stays.takeSequences(2)).toEqual([2, 4]);
      await leaves[how]();

      await target.elapse(250);
      await settled(client);

      expect(
        stays.deliveries.map(({ sequence, redelivered, redeliveryCount }) => [
          sequence,
          redelivered,
          redeliveryCount,
        ]),
      ).toEqual([
        [1, true, 1],
        [3, true, 1],
      ]);
    },
  );
}

behaviour(
  'what was pending with a member that leaves is spread over the others',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const leaves = await client.subscribe('a', { qGroup: 'q', maxInFlight: 4 });
    await client.publishAll('a', ['1', '2', '3', '4']);
    await leaves.take(4);
    const others = [
      await client.subscribe('a', { qGroup: 'q' }),
      await client.subscribe('a', { qGroup: 'q' }),
    ];
    await leaves.close();

    await target.elapse(250);
    await settled(client);

    expect(allOf(others)).toEqual([1, 2, 3, 4]);
    expect(holdings(others).map((sequences) => sequences.length)).toEqual([2, 2]);
  },
);

behaviour(
  'what was pending with a client that closes goes to members of other clients',
  async ({ target, stan, settled }) => {
    const leaving = await stan();
    const staying = await stan();
    const leaves = await leaving.subscribe('a', { qGroup: 'q' });
    const stays = await staying.subscribe('a', { qGroup: 'q' });
    await staying.publishAll('a', ['1', '2']);
    await Promise.all([leaves.take(1), stays.take(1)]);
    await leaving.close();

    await target.elapse(250);
    await settled(staying);

    expect(holdings([stays])).toEqual([[1]]);
  },
);

behaviour('a redelivery may go to another member', async ({ target, stan, settled }) => {
  const client = await stan();
  const silent = await client.subscribe('a', { qGroup: 'q', ackWaitInSecs: 1 });
  await client.publish('a');
  await silent.take(1);
  const free = await client.subscribe('a', { qGroup: 'q', ackWaitInSecs: 1 });

  await target.elapse(1200);
  await settled(client);

  expect(
    free.deliveries.map(({ sequence, redeliveryCount }) => [sequence, redeliveryCount]),
  ).toEqual([[1, 1]]);
  expect(silent.deliveries).toHaveLength(0);
});

behaviour(
  "the redelivery count is the group's, whichever member gets the message",
  async ({ target, stan }) => {
    const client = await stan();
    const members = [
      await client.subscribe('a', { qGroup: 'q', ackWaitInSecs: 1 }),
      await client.subscribe('a', { qGroup: 'q', ackWaitInSecs: 1 }),
    ];
    await client.publish('a');

    await target.elapse(3500);

    const deliveries = members
      .flatMap((member) => member.deliveries)
      .sort((a, b) => a.redeliveryCount - b.redeliveryCount);
    expect(deliveries.map((delivery) => delivery.redeliveryCount)).toEqual([0, 1, 2, 3]);
  },
);

behaviour(
  'an ack of another member counts for the one that holds the message',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const [holder, other] = [
      await client.subscribe('a', { qGroup: 'q', ackWaitInSecs: 1 }),
      await client.subscribe('a', { qGroup: 'q', ackWaitInSecs: 1 }),
    ];
    await client.publish('a');
    await holder.take(1);
    other.ack(1);
    await settled(client);

    await target.elapse(1300);
    await settled(client);

    expect(holdings([holder, other])).toEqual([[], []]);
  },
);

behaviour(
  "after a redelivery to another member, the first one's ack still counts",
  async ({ target, stan, settled }) => {
    const client = await stan();
    const late = await client.subscribe('a', { qGroup: 'q', ackWaitInSecs: 1 });
    await client.publish('a');
    await late.take(1);
    const other = await client.subscribe('a', { qGroup: 'q', ackWaitInSecs: 1 });
    await target.elapse(1200);
    await other.take(1);
    late.ack(1);
    await settled(client);

    await target.elapse(1300);
    await settled(client);

    expect(holdings([late, other])).toEqual([[], []]);
  },
);

behaviour(
  'a member whose client fails heartbeats is passed over',
  async ({ target, stan, settled }) => {
    const failing = await stan({ answerHeartbeats: false });
    const healthy = await stan();
    const members = [
      await failing.subscribe('a', { qGroup: 'q' }),
      await healthy.subscribe('a', { qGroup: 'q' }),
    ];
    await target.elapse(2300);

    await healthy.publishAll('a', ['1', '2', '3', '4']);
    await settled(failing, healthy);

    expect(holdings(members)).toEqual([[], [1, 2, 3, 4]]);
  },
  { args: ['-hbi', '1s', '-hbt', '1s', '-hbf', '3'] },
);

behaviour(
  "when every member's client fails heartbeats, the group is served all the same",
  async ({ target, stan, settled }) => {
    const failing = await stan({ answerHeartbeats: false });
    const member = await failing.subscribe('a', { qGroup: 'q' });
    await target.elapse(2300);

    await failing.publish('a');
    await settled(failing);

    expect(holdings([member])).toEqual([[1]]);
  },
  { args: ['-hbi', '1s', '-hbt', '1s', '-hbf', '3'] },
);

behaviour(
  '500 messages and acks: each is processed once, none is left',
  async ({ stan, settled }) => {
    const publisher = await stan();
    const consumer = await stan();
    const members = [
      await consumer.subscribe('a', { qGroup: 'q', maxInFlight: 10 }),
      await consumer.subscribe('a', { qGroup: 'q', maxInFlight: 10 }),
      await consumer.subscribe('a', { qGroup: 'q', maxInFlight: 10 }),
    ];
    const seen: number[] = [];
    const published = publisher.publishAll(
      'a',
      Array.from({ length: 500 }, () => 'x'),
    );

    const endsAt = performance.now() + 8000;
    while (seen.length < 500 && performance.now() < endsAt) {
      await settled(consumer);
      for (const member of members) {
        for (const { sequence } of member.deliveries.splice(0)) {
          seen.push(sequence);
          member.ack(sequence);
        }
      }
    }
    await published;

    expect(seen.sort((a, b) => a - b)).toEqual(
      Array.from({ length: 500 }, (_, index) => index + 1),
    );
  },
);
