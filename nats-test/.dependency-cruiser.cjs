// The drawing of the architecture: which folder of src may import which. `npm run lint:layers` holds it.

/** One row per layer: its own path, and the paths it may import beside itself. */
const layers = [
  {
    name: 'base',
    path: '^src/base/',
    may: [],
    why: 'Base knows nothing of NATS: everything stands on it, so it stands on nothing.',
  },
  {
    name: 'protocol',
    path: '^src/protocol/',
    may: ['^src/base/'],
    why: 'The protocol turns bytes into values: server, harness and monitor share it, so it knows none of them.',
  },
  {
    name: 'server-stores',
    path: '^src/server/stores/',
    may: ['^src/base/', '^src/protocol/'],
    why: 'Stores store; they never route: a new store needs no knowledge of connections or subscriptions.',
  },
  {
    name: 'server-broker',
    path: '^src/server/broker/',
    may: ['^src/base/', '^src/protocol/'],
    why: 'The broker is core NATS and knows no streaming: streaming registers internal subscribers by subject.',
  },
  {
    name: 'server-streaming',
    path: '^src/server/streaming/',
    may: ['^src/base/', '^src/protocol/', '^src/server/(stores|broker)/'],
    why: 'Streaming stands on the broker and the stores; it knows nothing of faults, monitoring or flags.',
  },
  {
    name: 'server-external',
    path: '^src/server/external/',
    may: ['^src/base/', '^src/protocol/', '^src/server/streaming/nats\\.ts$'],
    why: 'A NATS server somewhere else is what streaming needs of one, and nothing more.',
  },
  {
    name: 'server-monitoring',
    path: '^src/server/monitoring/',
    may: ['^src/base/', '^src/protocol/', '^src/server/(stores|broker|streaming)/'],
    why: 'Monitoring is a view: it looks at the server and nothing looks at it but the public face.',
  },
  {
    name: 'server-faults',
    path: '^src/server/faults/',
    may: ['^src/base/', '^src/protocol/', '^src/server/(stores|broker|streaming)/'],
    why: 'Faults decorate connections, deliveries and acks from outside; what they decorate does not know of them.',
  },
  {
    name: 'server-tap',
    path: '^src/server/tap/',
    may: [
      '^src/base/',
      '^src/protocol/',
      '^src/server/decorations\\.ts$',
      '^src/server/stores/store\\.ts$',
      '^src/server/streaming/nats\\.ts$',
    ],
    why: 'A tap stands between streaming and what it is handed, and knows of its insides no more than that.',
  },
  {
    name: 'server-net',
    path: '^src/server/net/',
    may: ['^src/base/', '^src/protocol/', '^src/server/broker/', '^src/server/settings\\.ts$'],
    why: 'Sockets and certificates: the broker gets transports and knows neither.',
  },
  {
    name: 'server-flags',
    path: '^src/server/flags/',
    may: [
      '^src/base/',
      '^src/protocol/',
      '^src/server/(broker|stores|config|net)/',
      '^src/server/settings\\.ts$',
    ],
    why: 'Flags become settings; nothing of a running server is needed to read a command line.',
  },
  {
    name: 'server-config',
    path: '^src/server/config/',
    may: [
      '^src/base/',
      '^src/protocol/',
      '^src/server/(stores|broker|streaming)/',
      '^src/server/settings\\.ts$',
      '^src/server/net/tls-files\\.ts$',
      '^src/server/flags/(server-flag|refused-flags|go-flags)\\.ts$',
    ],
    why: 'Configuration files become settings; nothing of a running server is needed to read one.',
  },
  {
    name: 'server-face',
    path: '^src/server/[^/]+\\.ts$',
    may: ['^src/base/', '^src/protocol/', '^src/server/'],
    why: 'The public face puts the server together, and is told nothing by those who use it.',
  },
  {
    name: 'harness-history',
    path: '^src/harness/history/',
    may: ['^src/base/'],
    why: 'A history is plain data: checkers must be able to judge one that was recorded elsewhere.',
  },
  {
    name: 'harness-generators',
    path: '^src/harness/generators/',
    may: ['^src/base/', '^src/harness/history/'],
    why: 'Generators are pure, so that a seed gives the same operations everywhere.',
  },
  {
    name: 'harness-checkers',
    path: '^src/harness/checkers/',
    may: ['^src/base/', '^src/harness/history/'],
    why: 'Checkers judge a history and nothing else, so that a verdict can be given again later.',
  },
  {
    name: 'harness-client',
    path: '^src/harness/client/',
    may: ['^src/base/'],
    why: 'The client speaks to any server, so it knows of none.',
  },
  {
    name: 'harness-faults',
    path: '^src/harness/faults/',
    may: ['^src/base/', '^src/harness/client/'],
    why: 'Faults strike a target through what they are handed, so that each works on every target.',
  },
  {
    name: 'harness-scenarios',
    path: '^src/harness/scenarios/',
    may: ['^src/base/', '^src/harness/(client|history|generators|checkers)/'],
    why: 'A scenario is data: a client, a generator, a checker; it runs on every target, so it names none.',
  },
  {
    name: 'harness-target',
    path: '^src/harness/target/',
    may: [
      '^src/base/',
      '^src/protocol/monitoring\\.ts$',
      '^src/monitor/ask\\.ts$',
      '^src/server/embedded-server\\.ts$',
      '^src/harness/(history|client|scenarios|checkers)/',
    ],
    why: 'A target is a server under test; the embedded one is reached through its public face, as users do.',
  },
  {
    name: 'harness-sabotage',
    path: '^src/harness/sabotage/',
    may: [
      '^src/base/',
      '^src/protocol/',
      '^src/server/tap/',
      '^src/server/decorations\\.ts$',
      '^src/server/stores/store\\.ts$',
      '^src/server/streaming/nats\\.ts$',
    ],
    why: 'A sabotage stands in front of what the server is handed, and knows of its insides no more than that.',
  },
  {
    name: 'harness-report',
    path: '^src/harness/report/',
    may: ['^src/base/', '^src/harness/(history|checkers)/'],
    why: 'A report is made from the history and the verdicts, with nothing running any more.',
  },
  {
    name: 'harness-runner',
    path: '^src/harness/runner/',
    may: ['^src/base/', '^src/monitor/ask\\.ts$', '^src/harness/'],
    why: 'The runner brings targets, clients, faults and scenarios together; no other part of the harness does.',
  },
  {
    name: 'check',
    path: '^src/check/',
    may: [
      '^src/base/',
      '^src/protocol/streaming/(messages|hot-codec)\\.ts$',
      '^src/harness/client/',
      '^src/server/tap/',
      '^src/server/embedded-server\\.ts$',
    ],
    why: "Check plays schedules to a user's listener: only the embedded server lets one decide what comes when.",
  },
  {
    name: 'bench',
    path: '^src/bench/',
    may: ['^src/base/', '^src/harness/(target|client)/'],
    why: 'Bench measures every target the same way, so it reaches into none.',
  },
  {
    name: 'monitor',
    path: '^src/monitor/',
    may: ['^src/base/', '^src/protocol/monitoring\\.ts$'],
    why: 'The monitor reads JSON of any server, the real one too: it shares its shapes and nothing more.',
  },
  {
    name: 'kube',
    path: '^src/kube/',
    may: ['^src/base/'],
    why: 'The way to a cluster has nothing to do with what runs there.',
  },
  {
    name: 'lesson',
    path: '^src/lesson/',
    may: [
      '^src/base/',
      '^src/protocol/monitoring\\.ts$',
      '^src/monitor/ask\\.ts$',
      '^src/server/[^/]+\\.ts$',
    ],
    why: 'The main job starts a server by its public face and runs the lessons as processes beside it.',
  },
  {
    name: 'cli',
    path: '^src/cli/',
    may: ['^src/'],
    why: 'A command may use everything; nothing uses a command.',
  },
  {
    name: 'index',
    path: '^src/index\\.ts$',
    may: [
      '^src/base/',
      '^src/protocol/',
      '^src/server/[^/]+\\.ts$',
      '^src/server/(flags/go-flags|net/tcp-listener)\\.ts$',
      '^src/(harness|check|bench)/',
    ],
    why: "What `import 'nats-test'` gives is a library: no commands, no screens.",
  },
  {
    name: 'lessons',
    path: '^src/(publisher|listener)\\.ts$',
    may: [],
    why: 'A lesson is read by itself, in a minute: node-nats-streaming and node core only.',
  },
];

const paths = layers.map((layer) => layer.path);

const layerRules = layers.map(({ name, path, may, why }) => ({
  name: `layer-${name}`,
  comment: why,
  severity: 'error',
  from: { path },
  to: { path: '^(src|test)/', pathNot: [path, ...may] },
}));

/** Packages that one place may import: which, where, and why there alone. */
const packages = [
  {
    name: 'node-nats-streaming',
    from: '^src/(harness/client/|(publisher|listener)\\.ts$)',
    why: 'The harness speaks to every target through its client folder, which knows the defects of this library.',
  },
  {
    name: 'protobufjs',
    from: '^src/protocol/',
    why: 'How messages lie in bytes is known in one place.',
  },
  {
    name: '@nats-io/transport-node',
    from: '^src/server/external/',
    why: "Only a server on somebody else's NATS is a client of it; the others never load it.",
  },
  {
    name: 'commander',
    from: '^src/cli/',
    why: 'Only commands read a command line.',
  },
];

const packageRules = packages.map(({ name, from, why }) => ({
  name: `package-${name}`,
  comment: why,
  severity: 'error',
  from: { path: '^src/', pathNot: from },
  to: { path: `(^|/)node_modules/${name}/` },
}));

const sockets = '^(node:)?(net|tls|http|https|http2|dgram|dns)(/|$)';
const disk = '^(node:)?(fs|child_process|worker_threads|cluster)(/|$)';
const ambient = '^(node:)?(timers|process|perf_hooks)(/|$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    ...packageRules,
    {
      name: 'layer-unknown',
      comment:
        'A folder that is not in the drawing has no rules: give it a row in .dependency-cruiser.cjs.',
      severity: 'error',
      from: { path: '^src/', pathNot: paths },
      to: {},
    },
    {
      name: 'layer-unknown-imported',
      comment: 'As layer-unknown, for a file that imports nothing itself.',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: paths },
    },
    {
      name: 'lessons-are-imported-by-nobody',
      comment: 'A lesson runs when it is loaded, so to import one is to publish or to listen.',
      severity: 'error',
      from: {},
      to: { path: '^src/(publisher|listener)\\.ts$' },
    },
    {
      name: 'lessons-need-one-package',
      comment: 'Whoever copies a lesson needs node-nats-streaming and nothing else.',
      severity: 'error',
      from: { path: '^src/(publisher|listener)\\.ts$' },
      to: {
        path: '(^|/)node_modules/',
        pathNot: '(^|/)node_modules/(node-nats-streaming|@types/node)/',
      },
    },
    {
      name: 'examples-are-copied',
      comment:
        "Whoever copies an example has the package and its face, and nothing of this house's insides.",
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^(src|test)/', pathNot: '^src/index\\.ts$' },
    },
    {
      name: 'examples-are-imported-by-tests-alone',
      comment: 'An example shows how the package is used; the package does without it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^examples/' },
    },
    {
      name: 'lesson-belongs-to-the-cli',
      comment: 'The main job is a command, not part of the library.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|lesson)/' },
      to: { path: '^src/lesson/' },
    },
    {
      name: 'server-sockets-in-few-files',
      comment:
        'Sockets enter by server/net, with TLS on them, and by the monitoring HTTP server; the rest works on what it is handed.',
      severity: 'error',
      from: {
        path: '^src/server/',
        pathNot: '^src/server/(net/|monitoring/[^/]*http-server\\.ts$)',
      },
      to: { path: sockets, dependencyTypes: ['core'] },
    },
    {
      name: 'server-disk-in-the-file-store',
      comment: 'Only the file store, certificates and the public face (log files) touch the disk.',
      severity: 'error',
      from: { path: '^src/server/', pathNot: '^src/server/(stores/file/|net/|[^/]+\\.ts$)' },
      to: { path: disk, dependencyTypes: ['core'] },
    },
    {
      name: 'pure-folders-have-no-clock',
      comment:
        'Clock and randomness are handed in: that gives virtual time and runs that a seed repeats.',
      severity: 'error',
      from: { path: '^src/(protocol|server|harness/(history|generators|checkers))/' },
      to: { path: ambient, dependencyTypes: ['core'] },
    },
    {
      name: 'protocol-has-no-io',
      comment: 'Bytes to values and back: no sockets, no disk.',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { path: [sockets, disk], dependencyTypes: ['core'] },
    },
    {
      name: 'generators-and-checkers-have-no-io',
      comment: 'Pure: what they make and judge depends on their arguments alone.',
      severity: 'error',
      from: { path: '^src/harness/(generators|checkers)/' },
      to: { path: [sockets, disk], dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      comment:
        'Files that load each other are one file, or hide a third. A type of each other is nothing to load; across layers the rows above forbid that, too.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'src-ships-without-dev-dependencies',
      comment:
        "Whoever installs the package does not get its devDependencies, so src can't import them.",
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '(^|/)node_modules/@types/',
      },
    },
    {
      name: 'resolvable',
      comment: 'An import must lead somewhere, in package.json or on disk.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Type imports count: a type is knowledge of the other side, too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
