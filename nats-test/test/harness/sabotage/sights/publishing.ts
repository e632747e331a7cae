import type { StanClient } from '../../../conformance/stan-client';
import { textsOf } from '../../../conformance/stan-client';
import { StartPosition } from '../../../support/stan-wire';
import { events, type SabotageStage, type Sights } from '../stage';

/** What one who reads from the first event gets, when so many were published and acknowledged. */
async function readAll(stage: SabotageStage, count: number): Promise<string[]> {
  const client = await stage.client('one');
  await client.publishAll('a', events(count));
  await stage.advance('2s');
  return read(stage, client);
}

async function read({ settle }: SabotageStage, client: StanClient): Promise<string[]> {
  const reader = await client.subscribe('a', { startPosition: StartPosition.first });
  await settle();
  return textsOf(reader.deliveries);
}

export const publishing: Sights = {
  'drops-each-twentieth': {
    look: (stage) => readAll(stage, 22),
    right: events(22),
    wrong: [...events(19), 'e21', 'e22'],
  },
  'drops-the-last': { look: (stage) => readAll(stage, 5), right: events(5), wrong: events(2) },
  'delivers-the-unpublished': {
    look: (stage) => readAll(stage, 11),
    right: events(11),
    wrong: [...events(10), 'e900010', 'e11'],
  },
  'stores-what-it-refuses': {
    look: async (stage) => {
      const client = await stage.client('one');
      const errors = [];
      for (const event of events(10)) errors.push((await client.publish('a', event)).error);
      return { lastError: errors[9], lastRead: (await read(stage, client)).at(-1) };
    },
    right: { lastError: '', lastRead: 'e10' },
    wrong: { lastError: 'stan: invalid publish request', lastRead: 'e10' },
  },
  'stores-twice': {
    look: (stage) => readAll(stage, 11),
    right: events(11),
    wrong: [...events(10), 'e10', 'e11'],
  },
  'reorders-a-publisher': {
    look: (stage) => readAll(stage, 12),
    right: events(12),
    wrong: [...events(9), 'e11', 'e10', 'e12'],
  },
  'acknowledges-before-storing': {
    look: async (stage) => {
      const before = await stage.client('before');
      await before.publishAll('a', ['e1', 'e2']);
      await stage.restart();
      return read(stage, await stage.client('after'));
    },
    right: ['e1', 'e2'],
    wrong: [],
  },
};
