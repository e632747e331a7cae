import { connectProblemOf, type ConnectProblem } from '../../harness/client/classify';

const OF_CONNECT: Readonly<Record<ConnectProblem, string>> = {
  unreachable: 'start the server, or name the right host and port',
  'login refused': 'give --user and --pass, or --token, as the server wants them',
  tls: 'give --tlsca, --tlscert and --tlskey as the server wants them',
  'no answer': 'no streaming server of that cluster ID listens there: give its -cid with --cluster',
  'ID taken': 'run the bench again',
};

const OF_LIMITS: readonly (readonly [RegExp, string])[] = [
  [
    /too many channels/,
    'use fewer with --channels, or start the server with a higher -mc; a server that keeps old channels has less room',
  ],
  [
    /too many subscriptions per channel/,
    'use fewer subscribers, or start the server with a higher -msu',
  ],
  [/maximum connections exceeded/i, 'use fewer publishers and subscribers'],
];

/** Adds to an error that ends a round what to do about it, where that is known. */
export function withAdvice(error: string): string {
  const ofLimits = OF_LIMITS.find(([pattern]) => pattern.test(error))?.[1];
  const problem = connectProblemOf(error);
  const advice = ofLimits ?? (problem === undefined ? undefined : OF_CONNECT[problem]);
  return advice === undefined ? error : `${error}; ${advice}`;
}
