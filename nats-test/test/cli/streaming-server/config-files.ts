/** A command line with configuration files, which are in `{folder}`. */
export interface ConfigCase {
  readonly name: string;
  /** By name. Ports are -1, so that nobody else can have taken them. */
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

const ONE = ['-c', '{folder}/nats.conf'];
const STREAMING_ALONE = ['-sc', '{folder}/nats.conf'];

/** One file; address and port are given by flags. */
const one = (name: string, text: string, args: readonly string[] = ONE): ConfigCase => ({
  name,
  files: { 'nats.conf': text },
  args: ['-a', '127.0.0.1', '-p', '-1', ...args],
});

/** The same, with monitoring, whose pages are compared. */
const shown = (name: string, text: string, args: readonly string[] = ONE): ConfigCase =>
  one(name, text, ['-m', '-1', ...args]);

const RULES = `
streaming {
  cid: rules
  store_limits {
    max_channels: 20
    max_msgs: 500
    channels {
      "foo.*" { max_bytes: 10MB, max_age: "1h" }
      "foo.>" { max_msgs: 40, max_subs: 7 }
      "foo.bar" { max_msgs: 0, max_inactivity: "30s" }
    }
  }
}
`;

/** A server starts. */
const starts = [
  shown('nothing', '# nothing\n'),
  shown(
    'a streaming block',
    'streaming {\n  cid = mine\n  hbi "5s"; hbt: 5s, hbf 2\n  sd: true\n}\n',
  ),
  shown('a discover_prefix', 'streaming { discover_prefix: "A.B", cid: mine, sd: true }\n'),
  shown('no block', 'cluster_id: "mine"\nstore: memory\nstan_debug: on\nlimits { mc: 7 }\n'),
  shown(
    'all limits',
    'streaming { limits { mc: 1, msu: 2, mm: 3, mb: 4k, ma: "5s", mi: "6m" } }\n',
  ),
  shown(
    'limits with long names',
    [
      'streaming { store_limits { maxchannels: 1, max_subscriptions: 2, max_count: 3',
      'maxbytes: 4KB, maxage: "5s", maxinactivity: "6m" } }\n',
    ].join('\n'),
  ),
  shown('no limits', 'streaming { limits { mc: 0, msu: 0, mm: 0, mb: 0, ma: "0", mi: "0s" } }\n'),
  shown('limits of channels', RULES),
  shown(
    'limits that inherit',
    `streaming { limits { mm: 9, channels {
    ">": { mm: 3, mi: "1h" }, "a.*": { mb: 10k, mm: 0 }, "a.b": { ma: "1h" } } } }\n`,
  ),
  shown(
    'limits of a channel that others go on from',
    `streaming { limits { mm: 9, channels {
    a: { mb: 10k }, "a.b": { ma: "1h", mm: -1, msu: 0 }, "a.b.*": { mm: 3 }, "a.*.>": { mi: "1s" } } } }\n`,
  ),
  shown(
    'a wide table',
    `streaming { limits { channels {
    "some.long.name.of.a.channel.that.is.wider.than.the.title.of.the.table": { mm: 3 } } } }\n`,
  ),
  shown('limits that are the same', 'streaming { limits { mm: 9, channels { x: { mm: 9 } } } }\n'),
  shown('flags over the file', RULES, [...ONE, '-mm', '3', '-cid', 'flagged', '-mc', '8']),
  shown('JSON', '{\n "streaming": {\n  "cid": "json",\n  "limits": {"mm": 3 }\n }\n}\n'),
  shown('keys in capitals', 'STREAMING { CID: big }\nMax_Payload: 1000\n'),
  shown('variables', 'N: 12\nstreaming { limits { mm: $N, M: 7, mc: $M } }\n'),
  shown('the later key', 'streaming { cid: a }\nstreaming { cid: b, cid: c }\n'),
  shown(
    'limits of connections',
    [
      'max_payload: 1MB; max_connections: 100; max_subscriptions: 10; max_control_line: 2KB',
      'max_pending: 10MB; ping_interval: 20; ping_max: 3; write_deadline: "3s"',
      'authorization { timeout: 2.5 }\nserver_name: named\n',
    ].join('\n'),
  ),
  shown(
    'limits that are 0',
    'max_payload: 0\nmax_connections: 0\nping_interval: 0\nwrite_deadline: "0"\n',
  ),
  shown('a user', 'authorization { user: me, password: secret, timeout: 3 }\n'),
  shown('a token', 'authorization { token: "secret" }\n'),
  shown('no users', 'authorization { users = [] }\n'),
  shown(
    'users',
    'authorization { users = [ {user: a, password: b}\n {user: c, pass: d, permissions: {publish: "x.>"}} ] }\n',
    [...ONE, '-user', 'a', '-pass', 'b'],
  ),
  shown('users and a token', 'authorization { users = [ {user: a, password: b} ] }\n', [
    ...ONE,
    ...['-auth', 'secret'],
  ]),
  {
    name: 'addresses',
    files: { 'nats.conf': 'listen: "127.0.0.1:-1"\nhttp: "127.0.0.1:-1"\n' },
    args: ONE,
  },
  {
    name: 'ports',
    files: { 'nats.conf': 'net: 127.0.0.1\nport: -1\nhttp_port: -1\n' },
    args: STREAMING_ALONE,
  },
  {
    name: 'flags over addresses',
    files: { 'nats.conf': 'listen: "127.0.0.2:1"\nhttp: 2\n' },
    args: [...ONE, '-a', '127.0.0.1', '-p', '-1', '-m', '-1'],
  },
  {
    name: 'two files',
    files: { 'nats.conf': 'max_payload: 1000\n', 'stan.conf': 'cid: two\nlimits { mm: 3 }\n' },
    args: [
      ...['-a', '127.0.0.1', '-p', '-1', '-m', '-1'],
      ...[...ONE, '-sc', '{folder}/stan.conf'],
    ],
  },
  {
    name: 'an included file',
    files: {
      'nats.conf': 'include "limits.conf"\nmax_payload: 1000\n',
      'limits.conf': 'streaming { cid: included }\nmax_payload: 500\n',
    },
    args: ['-a', '127.0.0.1', '-p', '-1', '-m', '-1', ...ONE],
  },
  one('a log file and a PID file', 'log_file: "{folder}/log"\npid_file: "{folder}/pid"\n'),
  one('no time in the log', 'logtime: false\n'),
  one('debug and no -DV', 'debug: true\ntrace: false\n', [...ONE, '-DV=false']),
  one('-DV and a later -D', 'debug: false\n', [...ONE, '-DV', '-D=false']),
  one('-DV over -sc', 'debug: false\ntrace: false\n', [...STREAMING_ALONE, '-DV']),
  one('an old write_deadline', 'write_deadline: 3\n'),
  one('-t', 'streaming { cid: mine }\n', [...ONE, '-t']),
  one('a port without a value', 'streaming { cid: mine }\nport'),
  one('what is off', 'syslog: false\ncluster {}\nstreaming { secure: false, ft_group: "" }\n'),
];

/** A server does not start. */
const fails = [
  { name: 'no file', files: {}, args: ['-c', '{folder}/none.conf'] },
  { name: 'no file, -sc', files: {}, args: ['-sc', '{folder}/none.conf'] },
  { name: 'a folder', files: {}, args: ['-c', '{folder}'] },
  {
    name: 'no second file',
    files: { 'nats.conf': '' },
    args: [...ONE, '-sc', '{folder}/none.conf'],
  },
  one('an included file that is none', 'port: 1\ninclude "none.conf"\n'),
  one('an open map', 'streaming {\n  cid: a\n'),
  one('an open array', 'a = [1 ,\n 2 '),
  one('an open text', 'a: "b\n'),
  one('an open block', 'a: (\nb\n'),
  one('no value', 'port:\n'),
  one('two values', 'cid: a b\n'),
  one('a wrong date', 'a: 2016-05-04\n'),
  one('a wrong escape', 'a: "\\q"\n'),
  one('a wrong separator', '= 3\n'),
  one('a large number', 'port: 99999999999999999999\n'),
  one('no variable', 'port: $NATS_TEST_NONE\n'),
  one('a streaming block that is none', 'streaming: 3\n'),
  one('a wrong kind', 'streaming { cid: 3 }\n'),
  one('a wrong kind of limit', 'streaming { limits { mc: 3.5 } }\n'),
  one('a wrong kind of channels', 'streaming { limits { channels: [a , b ] } }\n'),
  one('a wrong kind of a channel', 'streaming { limits { channels { a: 3 } } }\n'),
  one('a wrong name of a channel', 'streaming { limits { channels { "a..b" { mm: 3 } } } }\n'),
  one('a wrong pattern', 'streaming { limits { channels { "a.b*" { mm: 3 } } } }\n'),
  one('a wrong duration', 'streaming { hbi: "5" }\n'),
  one('a duration with a wrong unit', 'streaming { hbi: "5x" }\n'),
  one('a duration that is none', 'streaming { limits { ma: "soon" } }\n'),
  one('a store that there is nowhere', 'streaming { store: paper }\n'),
  one('a negative limit', 'streaming { limits { mm: -1 } }\n'),
  one('too many channels', 'streaming { limits { mc: 1, channels { a {}, b {}, c {} } } }\n'),
  one('a wrong address', 'listen: "1.2.3.4"\n'),
  one('a wrong port', '\nlisten: "a:b"\n'),
  one('an unknown key of users', 'authorization {\n  user: a\n  passwort: b\n}\n'),
  one('an unknown key of a user', 'authorization {\n  users = [\n    {user: a, pwd: b}\n  ]\n}\n'),
  one('a user without a name', 'authorization { users = [ {password: a} ] }\n'),
  one('users that are none', 'authorization {\n users: a\n}\n'),
  one('a user that is none', 'authorization { users: [a , {user: b} ] }\n'),
  one('a user and users', '\n\nauthorization { user: a, users: [ {user: b} ] }\n'),
  one('a token and users', ' authorization { token: a, users: [ {user: b} ] }\n'),
  one('a user and a token', 'authorization { token: a, user: b }\n'),
  one(
    'a wrong subject',
    'authorization { users: [ {user: a, permissions: {publish: "a..b"}} ] }\n',
  ),
  one('a wrong permission', 'authorization { users: [ {user: a, permissions: {pubish: "a"}} ] }\n'),
  one('a wrong rule', 'authorization { permissions: {sub: {allaw: "a"}} }\n'),
  one('a permission that is none', 'authorization { permissions: 3 }\n'),
  one('a subject that is none', 'authorization { permissions: {sub: 3} }\n'),
  one('a subject among others that is none', 'authorization { permissions: {sub: [a , 3 ]} }\n'),
  one('an allowed subject that is none', 'authorization { permissions: {sub: {deny: 3}} }\n'),
  one('a large max_payload', 'max_payload: 3GB\n'),
  one('a wrong write_deadline', 'write_deadline: "soon"\n'),
  one('a short lame_duck_duration', 'lame_duck_duration: "10s"\n'),
  one('a wrong key of TLS', 'tls { cert: a }\n'),
  one('a wrong kind in TLS', 'tls { cert_file: 3 }\n'),
  one('an old write_deadline, -t', 'write_deadline: 3\n', [...ONE, '-t']),
  one('an old write_deadline, -sc', 'write_deadline: 3\n', STREAMING_ALONE),
  one('an old write_deadline and an error', 'listen: "x"\nwrite_deadline: 3\n'),
  one('-t without -c', '', [...STREAMING_ALONE, '-t']),
  one('-t and an error', 'streaming { cid: 3 }\n', [...ONE, '-t']),
  one('-mb and a file', 'cid: a\n', [...ONE, '-mb', 'many']),
];

export const configCases: readonly ConfigCase[] = [...starts, ...fails];
