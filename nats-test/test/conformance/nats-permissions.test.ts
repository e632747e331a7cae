import { expect } from 'vitest';

import { conformance, type BehaviourOptions } from './behaviour';
import { StanClient } from './stan-client';

const behaviour = conformance('nats-permissions');

/** The server's own connections are those of `boss`, who may do anything. */
const withUser = (permissions: string, more = ''): BehaviourOptions => ({
  config: `authorization {
    users = [
      {user: boss, password: boss}
      {user: ann, password: secret, permissions: { ${permissions} }}
    ]
    ${more}
  }`,
  args: ['-user', 'boss', '-pass', 'boss'],
});
const ANN = { user: 'ann', pass: 'secret' };
const BOSS = { user: 'boss', pass: 'boss' };

const publishRefused = (subject: string): string =>
  `-ERR 'Permissions Violation for Publish to "${subject}"'`;
const subscribeRefused = (subject: string): string =>
  `-ERR 'Permissions Violation for Subscription to "${subject}"'`;

for (const [who, isIn] of [
  [ANN, true],
  [BOSS, true],
  [{ user: 'ann', pass: 'boss' }, false],
  [{ user: 'eve', pass: 'secret' }, false],
  [{}, false],
] as const) {
  behaviour(
    `${JSON.stringify(who)} among users: ${isIn ? 'let in' : 'turned away'}`,
    async ({ openSocket }) => {
      const socket = await openSocket();
      await socket.readLine();

      socket.send(`CONNECT ${JSON.stringify({ verbose: false, ...who })}\r\nPING\r\n`);

      expect(await socket.readLine()).toBe(isIn ? 'PONG' : "-ERR 'Authorization Violation'");
    },
    withUser(''),
  );
}

/** What a user may publish, and the subjects of these that are refused. */
const publishing = [
  ['publish: "a.*"', ['a.b', 'a.b.c', 'b'], ['a.b.c', 'b']],
  ['publish: [ "a" , "b.>" ]', ['a', 'b', 'b.c', 'b.c.d'], ['b']],
  ['publish: { allow: "a.>", deny: "a.b" }', ['a.a', 'a.b', 'c'], ['a.b', 'c']],
  ['publish: { deny: [ "a" ] }', ['a', 'b'], ['a']],
  ['publish: { allow: [] }', ['a'], []],
  ['publish: {}', ['a'], []],
  ['subscribe: a', ['b'], []],
] as const;
for (const [permissions, subjects, refused] of publishing) {
  behaviour(
    `with ${permissions}, publishing to ${subjects.join(', ')}: ${refused.join(', ') || 'nothing'} is refused`,
    async ({ nats }) => {
      const [ann, boss] = [await nats(ANN), await nats(BOSS)];
      const heard: string[] = [];
      boss.subscribe('>', ({ subject }) => heard.push(subject));
      await boss.flush();

      for (const subject of subjects) ann.publish(subject, 'x');

      expect(await ann.flushLines()).toEqual(refused.map(publishRefused));
      await boss.flush();
      expect(heard.filter((subject) => !subject.startsWith('_'))).toEqual(
        subjects.filter((subject) => !(refused as readonly string[]).includes(subject)),
      );
    },
    withUser(permissions),
  );
}

/** What a user may subscribe to, and the subjects of these that are refused. */
const subscribing = [
  ['subscribe: "a.*"', ['a.b', 'a.*', 'a.>', 'b'], ['b']],
  ['subscribe: { allow: ">", deny: "a.*" }', ['a.b', 'a.*', 'a.>', 'b'], ['a.b', 'a.*', 'a.>']],
  ['subscribe: { deny: "a.>" }', ['a', 'a.b', '>'], ['a.b']],
  ['subscribe: { allow: [] }', ['a'], []],
  ['subscribe: "a v1"', ['a'], ['a']],
  ['publish: a', ['b'], []],
] as const;
for (const [permissions, subjects, refused] of subscribing) {
  behaviour(
    `with ${permissions}, subscribing to ${subjects.join(', ')}: ${refused.join(', ') || 'nothing'} is refused`,
    async ({ nats }) => {
      const ann = await nats(ANN);

      for (const subject of subjects) ann.subscribe(subject, () => undefined);

      expect(await ann.flushLines()).toEqual(refused.map(subscribeRefused));
    },
    withUser(permissions),
  );
}

const queues = [
  ['subscribe: "a"', 'v1', true],
  ['subscribe: "a v1"', 'v1', true],
  ['subscribe: "a v1"', 'v2', false],
  ['subscribe: "a v.*"', 'v.1', true],
  ['subscribe: [ "a" , "a v1" ]', 'v2', false],
  ['subscribe: { deny: "a" }', 'v1', false],
  ['subscribe: { deny: "a v1" }', 'v1', false],
  ['subscribe: { deny: "a v1" }', 'v2', true],
  ['subscribe: { deny: [ "a" , "a v1" ] }', 'v2', true],
] as const;
for (const [permissions, queue, may] of queues) {
  behaviour(
    `with ${permissions}, joining ${queue} on a: ${may ? 'may' : 'may not'}`,
    async ({ nats }) => {
      const ann = await nats(ANN);

      ann.subscribe('a', () => undefined, queue);

      const refusal = `-ERR 'Permissions Violation for Subscription to "a" using queue "${queue}"'`;
      expect(await ann.flushLines()).toEqual(may ? [] : [refusal]);
    },
    withUser(permissions),
  );
}

behaviour(
  'a wildcard subscription gets no message of a subject that is denied',
  async ({ nats }) => {
    const [ann, boss] = [await nats(ANN), await nats(BOSS)];
    const heard: string[] = [];
    ann.subscribe('a.*', ({ subject }) => heard.push(subject));
    await ann.flush();

    for (const subject of ['a.b', 'a.c', 'a.d']) boss.publish(subject, 'x');
    await boss.flush();
    await ann.flush();

    expect(heard).toEqual(['a.b', 'a.d']);
  },
  withUser('subscribe: { deny: "a.c" }'),
);

behaviour(
  'who has no permissions has those of all',
  async ({ nats }) => {
    const ann = await nats(ANN);

    ann.publish('a', 'x');
    ann.publish('b', 'x');

    expect(await ann.flushLines()).toEqual([publishRefused('b')]);
  },
  {
    config: `authorization {
      users = [ {user: ann, password: secret} ]
      default_permissions { publish: a }
    }`,
    args: ['-auth', 'own'],
  },
);

behaviour(
  'with a token beside users, whoever shows it may do anything',
  async ({ nats }) => {
    const client = await nats({ auth_token: 'own' });

    client.publish('anything', 'x');

    expect(await client.flushLines()).toEqual([]);
  },
  { ...withUser('publish: a'), args: ['-auth', 'own'] },
);

behaviour(
  'a user with the permissions for it uses NATS Streaming',
  async ({ nats, target }) => {
    const ann = await StanClient.connect(await nats(ANN), target.clusterId);
    const subscription = await ann.subscribe('orders');

    await ann.publish('orders', 'one');

    expect(await subscription.takeSequences(1)).toEqual([1]);
  },
  withUser('publish: [ "_STAN.>" , "_INBOX.>" ], subscribe: "_INBOX.>"'),
);

behaviour(
  'a refused message is counted, and a verbose client gets no +OK for it',
  async ({ openSocket }) => {
    const socket = await openSocket();
    await socket.readLine();

    socket.send(`CONNECT ${JSON.stringify({ verbose: true, pedantic: false, ...ANN })}\r\n`);
    socket.send('PUB b 1\r\nx\r\nPUB a 1\r\nx\r\nSUB b 1\r\nPING\r\n');

    const lines: string[] = [];
    while (lines.at(-1) !== 'PONG') lines.push(await socket.readLine());
    expect(lines).toEqual(['+OK', publishRefused('b'), '+OK', subscribeRefused('b'), 'PONG']);
  },
  withUser('publish: a, subscribe: a'),
);
