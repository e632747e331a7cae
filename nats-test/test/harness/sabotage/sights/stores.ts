import { sequencesOf } from '../../../conformance/stan-client';
import { StartPosition } from '../../../support/stan-wire';
import { events, type SabotageStage, type Sights } from '../stage';

async function readAll(stage: SabotageStage, clientId: string): Promise<number[]> {
  const client = await stage.client(clientId);
  const reader = await client.subscribe('a', { startPosition: StartPosition.first });
  await stage.settle();
  return sequencesOf(reader.deliveries);
}

async function publish(stage: SabotageStage, count: number): Promise<void> {
  await (await stage.client('publisher')).publishAll('a', events(count));
}

const rangeOf = (sequences: readonly number[]): (number | undefined)[] => [
  sequences[0],
  sequences.at(-1),
];

export const stores: Sights = {
  'trims-too-little': {
    options: { limits: { msgsMax: 20 } },
    look: async (stage) => {
      await publish(stage, 50);
      return rangeOf(await readAll(stage, 'reader'));
    },
    right: [31, 50],
    wrong: [11, 50],
  },
  'trims-too-much': {
    options: { limits: { msgsMax: 20 } },
    look: async (stage) => {
      await publish(stage, 50);
      return rangeOf(await readAll(stage, 'reader'));
    },
    right: [31, 50],
    wrong: [41, 50],
  },
  'loses-the-last-on-restart': {
    look: async (stage) => {
      await publish(stage, 5);
      await stage.restart();
      const again = await stage.client('another');
      await again.publish('a', 'e6');
      return readAll(stage, 'reader');
    },
    right: [1, 2, 3, 4, 5, 6],
    wrong: [1, 2, 6],
  },
};
