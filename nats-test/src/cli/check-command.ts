import type { Command } from 'commander';

import { wrap } from '../base/wrap';
import { STEPS } from '../check/schedule';
import { collect } from './collect';

const STEP_NAMES = [...Object.keys(STEPS).filter((step) => step !== 'handle'), 'late'].join(', ');

const EPILOGUE = `
FILE is a module, TypeScript or JavaScript, whose default export is what
checkListener takes. Several named exports of that kind are checked one after
another. A whole one:

  import assert from 'node:assert/strict';
  import { startAccounts } from './accounts';

  export default {
    channel: 'account:events',
    events: [
      { type: 'deposit', amount: 70 },
      { type: 'deposit', amount: 40 },
      { type: 'withdraw', amount: 100 },
    ],
    createState: () => ({ balance: 0 }),
    start: async ({ url, clusterId, clientId, state }) => {
      // Your own code, with its own client, connects to url.
      const service = await startAccounts(url, clusterId, clientId, state);
      return { stop: () => service.close() };
    },
    invariant: (state) => {
      assert.equal(state.balance, 10);
    },
  };

With command: 'npm run listen' instead of start the listener is a process of its
own, which finds NATS_URL, NATS_CLUSTER_ID and NATS_CLIENT_ID in its
environment, is killed with SIGKILL and stopped with SIGTERM.

The listener runs on an embedded server, in virtual time. In each schedule other
things happen to it that may happen on NATS Streaming: an event comes again, or
behind a later one, the listener dies before its ack, the server is restarted.
What breaks it is made smaller until nothing more can be left out, and printed
as a timeline, with its seed and its path. A flag outranks what the file says.

What --without takes, with commas in between
${wrap(STEP_NAMES, 76)
  .map((line) => `  ${line}`)
  .join('\n')}

--json prints one object: format, version, file, verdict (the worst of all), and
checks, each with name, problem (null when it could be checked), verdict, reason
(why it is unknown, else null), seed, explored (how often what happened),
warnings, failure (null, or kind, message, cause, schedule, events, history and
path), and text. Errors are objects with name, message and stack; bytes and
bigints are text. What the module prints goes to standard error meanwhile.

Examples
  nats-test check accounts.check.ts
  nats-test check accounts.check.ts --schedules 1000
  nats-test check accounts.check.ts --seed 42 --path 0:1:3
                                      one schedule again, as a report names it
  nats-test check accounts.check.ts --only versioned
  nats-test check accounts.check.ts --members 1 --without 'restart server,late'
  nats-test check accounts.check.ts --json | jq .verdict

Exit status: 0 every listener has passed, 1 one fails, 2 nothing was shown of
one, or it can't be checked, or what was typed makes no sense, 130 after Ctrl+C.`;

/** Gives the command its help and its options. */
export function describeCheck(command: Command): Command {
  return command
    .description('prove that your own listener survives redelivery, reordering, crashes')
    .addHelpText('after', EPILOGUE)
    .argument('<file>', 'a module that exports events, start and invariant')
    .option('--schedules <count>', 'how many are tried (default: 200; of a process 20)')
    .option('--seed <number>', 'the same schedules again (default: others each time)')
    .option('--path <path>', 'one schedule alone, as a report names it, with its seed')
    .option('--members <count>', 'of its queue group, at most (default: 2)')
    .option(
      '--quiet-ms <count>',
      'without an ack so long, it is still at it (default: 20; of a process 200)',
    )
    .option('--without <steps>', 'what must not happen, as listed below', collect)
    .option('--only <name>', 'one export of the file')
    .option('--json', 'print one JSON object at the end and nothing else');
}
