/** What `nats-test serve --help` prints. Flags stand where a line has its first dash, nowhere else. */
export const SERVE_HELP = `Usage: nats-test serve [--manifest FILE] [flags of nats-streaming-server]

Runs the embedded NATS Streaming server until Ctrl+C. It takes the flags of
nats-streaming-server 0.17.0 as that one does: one dash or two, "-p 4222" or
"-p=4222", durations like 500ms or 1m30s, sizes like 10MB.

Without any flag it runs with the args of infra/k8s/nats-depl.yaml, searched in
this folder and those above it; where there is none, with those of the course:
  nats-test serve -p 4222 -m 8222 -hbi 5s -hbt 5s -hbf 2 -SD -cid ticketing

Of this command
      --manifest FILE              args of the Deployment in FILE; flags typed
                                   here come after them, and the later counts
  -h, --help                       this text
  -v, --version                    version

Server
  -cid, --cluster_id NAME          what clients connect to (test-cluster)
  -a, --addr HOST                  address to listen on (0.0.0.0: all of them)
  -p, --port PORT                  port for clients, -1 for a free one (4222)
  -m, --http_port PORT             port for monitoring, -1 for a free one (off)
  -ms, --https_port PORT           the same over HTTPS, instead of -m (off)
  -ns, --nats_server URL           serve on this NATS server: nats://host:port
  -st, --store MEMORY              where messages are: MEMORY or FILE
      --dir FOLDER                 folder of the FILE store
      --file_sync=false            acks do not wait for the disk
  -c, --config FILE                configuration file; flags outrank it
  -sc, --stan_config FILE          another one for NATS Streaming alone

Heartbeats: a client is gone after (hbi + hbt) * (hbf + 1) without an answer
  -hbi, --hb_interval DURATION     how often the server asks a client (30s)
  -hbt, --hb_timeout DURATION      how long the client may take to answer (10s)
  -hbf, --hb_fail_count COUNT      how many failures are forgiven (10)

Limits; 0 stands for none
  -mc, --max_channels COUNT        channels (100)
  -msu, --max_subs COUNT           subscriptions in a channel (1000)
  -mm, --max_msgs COUNT            messages in a channel (1000000)
  -mb, --max_bytes SIZE            bytes in a channel (1024000000)
  -ma, --max_age DURATION          how long messages are kept (0s)
  -mi, --max_inactivity DURATION   how long an unused channel is kept (0s)

Authorization
  --user NAME                      user that clients must name
  --pass NAME                      password of that user
  --auth NAME                      token that clients must show

TLS; every FILE is a PEM file
  --tls                            has clients speak TLS
  --tlscert FILE                   certificate of the server
  --tlskey FILE                    its key, without a passphrase
  --tlsverify                      clients have to show a certificate
  --tlscacert FILE                 authority of the clients' certificates
  --tls_client_cacert FILE         authority of --tlscert. The real server is a
                                   client of its own and ends when it does not
                                   trust itself; so does this one
  --tls_client_cert FILE           what it shows itself, where --tlsverify asks
  --tls_client_key FILE            key of that
  --secure                         it insists on TLS with itself

Log, on standard error
  -SD, --stan_debug                what NATS Streaming does
  -SV, --stan_trace                every message of NATS Streaming
  -SDV                             both
  -D, --debug                      what core NATS does
  -V, --trace                      every message of core NATS
  -DV                              both
  -T, --logtime=false              no time in the lines

Other flags of the real server are known and refused by name, since what they
ask for is only in the real one: clustering, fault tolerance, SQL stores,
encryption, syslog. The command nats-streaming-server, which comes with this
one, has also log files, a PID file, -sl, and the words and exit statuses of
the real one.

Examples
  nats-test serve                             what the cluster runs
  nats-test serve --manifest infra/k8s/nats-depl.yaml -p 4333
                                              the same, on another port
  nats-test serve -cid ticketing -m 8222      flags instead of a manifest
  nats-test serve -a 127.0.0.1 -cid ticketing for this machine alone

Exit status: 0 when Ctrl+C or SIGTERM ended it, 1 when it could not run (a port
in use), 2 when a flag or the manifest makes no sense.
`;
