import type { StartServerOptions } from '../../../../src/index';
import { waitFor } from '../../../support/wait-for';
import type { SabotageStage, Sights } from '../stage';

/** Evicts after 30 s: three unanswered heartbeats. */
const HEARTBEATS: StartServerOptions = {
  heartbeatInterval: '5s',
  heartbeatTimeout: '5s',
  heartbeatFailures: 2,
};

/** Whether the server knows a client that has been silent for so long. */
async function isKnownAfter(stage: SabotageStage, silence: string): Promise<boolean> {
  const client = await stage.client('silent');
  client.answerHeartbeats = false;
  await stage.advance(silence);
  // The answer of success has no bytes.
  return (await client.ping()).length === 0;
}

export const clients: Sights = {
  'shares-client-ids': {
    look: async (stage) => {
      const first = await stage.client('one');
      const second = await stage.client('one').catch(String);
      if (typeof second === 'string') return second;
      await second.close();
      // The first one is none the worse.
      return (await first.publish('a', 'e1')).error;
    },
    right: 'Error: stan: clientID already registered',
    wrong: '',
  },
  'keeps-silent-owners': {
    look: async (stage) => {
      const owner = await stage.client('one');
      owner.answerHeartbeats = false;
      let answer: string | undefined;
      void stage.client('one').then(
        () => (answer = 'let in'),
        (error: unknown) => (answer = String(error)),
      );
      // The owner has half a second to answer, from when the server has the request.
      await waitFor('an answer', async () => {
        await stage.advance('100ms');
        return answer;
      });
      return answer;
    },
    right: 'let in',
    wrong: 'Error: stan: clientID already registered',
  },
  'evicts-too-early': {
    options: HEARTBEATS,
    look: (stage) => isKnownAfter(stage, '20s'),
    right: true,
    wrong: false,
  },
  'never-evicts': {
    options: HEARTBEATS,
    look: (stage) => isKnownAfter(stage, '2m'),
    right: false,
    wrong: true,
  },
};
