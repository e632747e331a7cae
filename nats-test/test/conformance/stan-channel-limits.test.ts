import { expect } from 'vitest';

import { StartPosition } from '../support/stan-wire';
import { conformance } from './behaviour';
import { getJson } from './monitoring-client';

const behaviour = conformance('stan-channel-limits');

const LIMITS = {
  config: `streaming {
    store_limits {
      max_channels: 6
      max_msgs: 5
      channels {
        "foo.>" { max_msgs: 4, max_subs: 1 }
        "foo.*" { max_msgs: 3 }
        "foo.bar" { max_msgs: 2, max_age: "2s" }
        "foo.all" { max_msgs: 0 }
        "short.*" { max_inactivity: "1s" }
      }
    }
  }`,
};

/** How many of seven messages each channel keeps. */
const kept: Readonly<Record<string, number>> = {
  other: 5,
  'foo.a.b': 4,
  'foo.a': 3,
  'foo.bar': 2,
  'foo.all': 7,
};
for (const [channel, count] of Object.entries(kept)) {
  behaviour(
    `${channel} keeps ${count} messages`,
    async ({ stan, target }) => {
      const client = await stan();
      await client.publishAll(channel, ['1', '2', '3', '4', '5', '6', '7']);

      const page = await getJson(target, `/streaming/channelsz?channel=${channel}`);

      expect(page).toMatchObject({ msgs: count, first_seq: 8 - count, last_seq: 7 });
    },
    LIMITS,
  );
}

behaviour(
  'a limit of subscriptions is inherited by a more exact pattern',
  async ({ stan }) => {
    const client = await stan();
    await client.subscribe('foo.bar');

    const { error } = await client.requestSubscription('foo.bar');

    expect(error).toBe('too many subscriptions per channel');
  },
  LIMITS,
);

behaviour(
  'messages of one channel age, those of another stay',
  async ({ stan, target }) => {
    const client = await stan();
    await client.publish('foo.bar', '1');
    await client.publish('other', '1');

    await target.elapse(2600);

    const [aged, other] = [await stan(), await stan()];
    await aged.publish('foo.bar', '2');
    const first = { startPosition: StartPosition.first };
    expect(await (await aged.subscribe('foo.bar', first)).takeSequences(1)).toEqual([2]);
    expect(await (await other.subscribe('other', first)).takeSequences(1)).toEqual([1]);
  },
  LIMITS,
);

behaviour(
  'a channel goes when it is unused for as long as its rule says',
  async ({ stan, target }) => {
    const client = await stan();
    await client.publish('short.one', '1');
    await client.publish('other', '1');

    await target.elapse(1800);

    const { names } = await getJson<{ names: string[] }>(target, '/streaming/channelsz');
    expect(names).toEqual(['other']);
  },
  LIMITS,
);
