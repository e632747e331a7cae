import { describe, expect, it } from 'vitest';
import { parseServerFlags, settingsFromFlags } from '../../../src/server/flags/flags';
import { FlagError } from '../../../src/server/flags/go-flags';
import { defaultSettings, type ServerSettings } from '../../../src/server/settings';

/** What a command line changes; the rest must stay the default. */
type Changes = Omit<Partial<ServerSettings>, 'heartbeats' | 'limits' | 'log'> & {
  readonly heartbeats?: Partial<ServerSettings['heartbeats']>;
  readonly limits?: Partial<ServerSettings['limits']>;
  readonly log?: Partial<ServerSettings['log']>;
};

const withChanges = (changes: Changes): ServerSettings => ({
  ...defaultSettings,
  ...changes,
  heartbeats: { ...defaultSettings.heartbeats, ...changes.heartbeats },
  limits: { ...defaultSettings.limits, ...changes.limits },
  log: { ...defaultSettings.log, ...changes.log },
});

const words = (line: string): string[] => line.split(' ').filter((word) => word !== '');

/** Command line -> what the real server's options hold. */
const LINES: readonly (readonly [string, Changes])[] = [
  ['', {}],
  [
    '-p 4222 -m 8222 -hbi 5s -hbt 5s -hbf 2 -SD -cid ticketing',
    {
      clusterId: 'ticketing',
      port: 4222,
      monitoringPort: 8222,
      heartbeats: { intervalMs: 5000, timeoutMs: 5000, failuresMax: 2 },
      log: { streamingDebug: true },
    },
  ],
  ['--cluster_id a', { clusterId: 'a' }],
  ['-addr 1.2.3.4', { host: '1.2.3.4' }],
  ['-a 1.2.3.4', { host: '1.2.3.4' }],
  ['-net 1.2.3.4', { host: '1.2.3.4' }],
  ['--port 5222', { port: 5222 }],
  ['-http_port 8333', { monitoringPort: 8333 }],
  ['-m 0', { monitoringPort: undefined }],
  [
    '-hb_interval 1m -hb_timeout 2s -hb_fail_count 0',
    { heartbeats: { intervalMs: 60_000, timeoutMs: 2000, failuresMax: 0 } },
  ],
  [
    '-mc 1 -msu 2 -mm 3 -mb 4KB -ma 5s -mi 6s',
    {
      limits: {
        channelsMax: 1,
        subscriptionsMax: 2,
        msgsMax: 3,
        bytesMax: 4096,
        ageMsMax: 5000,
        inactivityMsMax: 6000,
      },
    },
  ],
  [
    '-max_channels 1 -max_subs 2 -max_msgs 3 -max_bytes 4 -max_age 1h -max_inactivity 0',
    {
      limits: {
        channelsMax: 1,
        subscriptionsMax: 2,
        msgsMax: 3,
        bytesMax: 4,
        ageMsMax: 3_600_000,
        inactivityMsMax: 0,
      },
    },
  ],
  ['-stan_debug -stan_trace', { log: { streamingDebug: true, streamingTrace: true } }],
  ['-SDV', { log: { streamingDebug: true, streamingTrace: true } }],
  ['-SD -SDV=false', {}],
  ['-SDV -SD=false', { log: { streamingDebug: true, streamingTrace: true } }],
  ['-DV=false -D', {}],
  ['-D', { log: { natsDebug: true } }],
  ['-V', { log: { natsTrace: true } }],
  ['-DV', { log: { natsDebug: true, natsTrace: true } }],
  ['-D -DV=false', {}],
  ['-T=false', { log: { timestamps: false } }],
  ['-st MEMORY', {}],
  ['-store memory', {}],
  ['-st MEMORY -dir data', { storeFolder: 'data' }],
  ['-dir data -dir=', {}],
  ['-a=', { host: '0.0.0.0' }],
  ['-mb 10MB -max_bytes 5MB', { limits: { bytesMax: 10 * 1024 * 1024 } }],
  ['-user me -pass secret', { auth: { user: 'me', pass: 'secret' } }],
  ['-auth token', { auth: { token: 'token' } }],
  ['-user me -user=', {}],
  ['-file_auto_sync 5s -file_buffer_size 1MB -io_batch_size 1', {}],
  ['-st FILE -dir data', { storeType: 'FILE', storeFolder: 'data' }],
  ['-file_sync=false', { fileSync: false }],
  ['-clustered -clustered=false', {}],
  ['-cid a -cid b', { clusterId: 'b' }],
];

describe('settingsFromFlags', () => {
  it.each(LINES)('reads %j as the real server does', (line, changes) => {
    expect(settingsFromFlags(words(line))).toEqual(withChanges(changes));
  });

  it('leaves what no flag says to the given settings', () => {
    const base = withChanges({ clusterId: 'mine', limits: { msgsMax: 7 } });

    expect(settingsFromFlags(['-mb', '1'], base)).toEqual({
      ...base,
      limits: { ...base.limits, bytesMax: 1 },
    });
  });

  it('takes -1 for a free port, as the real server does', () => {
    expect(settingsFromFlags(words('-p -1 -m -1'))).toMatchObject({ port: 0, monitoringPort: 0 });
  });

  it('takes -p 0 for no port said, which is 4222, as the real server does', () => {
    expect(settingsFromFlags(words('-p 0')).port).toBe(4222);
  });

  it.each([
    ['-p -5', 'invalid port (-p) -5: it may be 1 to 65535, -1 for a free one, or 0 for 4222'],
    ['-port 70000', 'invalid port (-p) 70000: it may be 1 to 65535,'],
    ['-m -5', 'invalid monitoring port (-m) -5: it may be 1 to 65535, -1 for a free one, or 0 for'],
    ['-m 70000', 'invalid monitoring port (-m) 70000: it may be 1 to 65535,'],
  ])('refuses %s and says what such a flag means', (line, message) => {
    const read = (): unknown => settingsFromFlags(words(line));

    expect(read).toThrow(FlagError);
    expect(read).toThrow(message);
  });

  it('minds a port only if no later flag outranks it, as the real server does', () => {
    expect(settingsFromFlags(words('-p -5 -m 70000 -p 1 -m 65535'))).toMatchObject({
      port: 1,
      monitoringPort: 65_535,
    });
  });

  it('knows no flag that the real server does not know', () => {
    expect(() => settingsFromFlags(['-cidd', 'a'])).toThrow(
      new FlagError('usage', 'flag provided but not defined: -cidd'),
    );
  });
});

describe('what only the real server has', () => {
  it.each([
    ['-clustered', 'clustering'],
    ['-cluster_node_id a', 'clustering'],
    ['-cluster nats://x:1', 'clustering'],
    ['-routes nats://x:1', 'clustering'],
    ['-ft_group a', 'fault tolerance group'],
    ['-store sql', 'SQL store'],
    ['-sql_driver mysql', 'SQL store'],
    ['-encrypt', 'encryption'],
    ['-syslog', 'syslog'],
    ['-r udp://localhost:514', 'syslog'],
  ])('is refused by its name, with a way out: %s', (line, feature) => {
    const [flag = ''] = words(line);

    expect(() => settingsFromFlags(words(line))).toThrow(
      new FlagError(
        'refused',
        `${flag}: the embedded server has no ${feature}: run the real nats-streaming-server 0.17.0 for it`,
      ),
    );
  });

  it.each(['-clustered=false', '-encrypt=false', '-tls=false', '-syslog=false', '-ft_group='])(
    'may be switched off: %s',
    (line) => {
      expect(settingsFromFlags([line])).toEqual(defaultSettings);
    },
  );

  it('is refused when all values have been looked at', () => {
    expect(() => settingsFromFlags(['-clustered', '-mb', 'abc'])).toThrow(
      new FlagError('value', "mb should be a size, got 'abc'"),
    );
  });

  it('is refused with a bad value as such', () => {
    expect(() => settingsFromFlags(['-file_auto_sync', 'soon'])).toThrow(
      new FlagError('usage', 'invalid value "soon" for flag -file_auto_sync: parse error'),
    );
  });
});

describe('a word that is no flag', () => {
  it('is refused as the real server does', () => {
    expect(() => settingsFromFlags(['-SD', 'fal"se'])).toThrow(
      new FlagError('value', 'unrecognized command: "fal\\"se"'),
    );
  });
});

describe('what only a process can do', () => {
  it.each(['-l file.log', '-P file.pid', '-sl quit', '-h', '-v', '-help_tls', '-t -c x'])(
    'is refused where the server is in the process of somebody else: %s',
    (line) => {
      expect(() => settingsFromFlags(words(line))).toThrow(FlagError);
    },
  );

  it('names the flag and the command that can', () => {
    expect(() => settingsFromFlags(['--log=file.log'])).toThrow(
      '-log is for the command nats-streaming-server',
    );
  });

  it('is told apart from what the server does', () => {
    const line = '-l file.log -P file.pid -sl quit=7 -log_size_limit 5 -v -h -help_tls -t';

    expect(parseServerFlags(words(line)).process).toEqual({
      logFile: 'file.log',
      pidFile: 'file.pid',
      signal: 'quit=7',
      logBytesMax: 5,
      version: true,
      help: true,
      tlsHelp: true,
      checksConfig: true,
    });
  });
});

/** Every flag of nats-streaming-server 0.17.0. */
const FLAGS_OF_THE_REAL_SERVER = words(
  `
  D DV P SD SDV SV T V a addr auth c cid client_advertise cluster cluster_advertise
  cluster_bootstrap cluster_id cluster_listen cluster_log_cache_size cluster_log_path
  cluster_log_snapshots cluster_node_id cluster_peers cluster_proceed_on_restore_failure
  cluster_raft_logging cluster_sync cluster_trailing_logs clustered config connect_retries debug
  dir encrypt encryption_cipher encryption_key file_auto_sync file_buffer_size file_compact_enabled
  file_compact_frag file_compact_interval file_compact_min_size file_crc file_crc_poly
  file_fds_limit file_parallel_recovery file_read_buffer_size file_slice_archive_script
  file_slice_max_age file_slice_max_bytes file_slice_max_msgs file_sync file_truncate_bad_eof
  ft_group h hb_fail_count hb_interval hb_timeout hbf hbi hbt help help_tls http_port https_port io_batch_size
  io_sleep_time l log log_size_limit logtime m ma max_age max_bytes max_channels max_inactivity
  max_msgs max_subs max_traced_msg_len mb mc mi mm ms msu nats_server net no_advertise ns p pass pid
  port ports_file_dir profile r remote_syslog routes s sc secure signal sl sql_driver
  sql_max_open_conns sql_no_caching sql_source st stan_config stan_debug stan_trace store syslog
  syslog_name t tls tls_client_cacert tls_client_cert tls_client_key tlscacert tlscert tlskey
  tlsverify trace user v version`.replaceAll('\n', ' '),
);

describe('every flag of the real server', () => {
  /** What happens to the flag with a value that some type of flag takes. */
  const messageOf = (flag: string): string => {
    for (const args of [[`-${flag}=1`], [`-${flag}=1s`]]) {
      try {
        settingsFromFlags(args);
        return 'taken';
      } catch (error) {
        const { message } = error as Error;
        if (!message.includes('parse error')) return message;
      }
    }
    return 'takes neither 1 nor 1s';
  };

  it('is known here: what it asks for is done or refused, but no typing mistake', () => {
    const unknown = FLAGS_OF_THE_REAL_SERVER.filter((flag) =>
      messageOf(flag).includes('not defined'),
    );

    expect(unknown).toEqual([]);
  });
});
