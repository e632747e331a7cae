/** What `nats-streaming-server -h` prints. Flags stand where a line has its first dash, nowhere else. */
export const USAGE = `
Usage: nats-streaming-server [options]

This is the server embedded in nats-test: NATS Streaming 0.17.0 in one process.
Options have one dash or two, and a value behind
them or after "=": "-p 4222", "--port=4222". Durations are like 500ms or 1m30s,
sizes like 10MB.

Server
    -cid, --cluster_id <string>       what clients connect to (test-cluster)
    -a, --addr, --net <string>        address to listen on (0.0.0.0)
    -p, --port <int>                  port for clients, -1 for a free one (4222)
    -m, --http_port <int>             monitoring port, -1 for a free one (off)
    -ms, --https_port <int>           the same over HTTPS, instead of -m (off)
    -st, --store <string>             where messages are, or FILE (MEMORY)
    --dir <string>                    folder of the FILE store
    --file_sync[=<bool>]              an ack waits until the disk has it (true)
    -c, --config <file>               configuration file, for all that is below;
                                      options outrank it
    -sc, --stan_config <file>         another one for NATS Streaming alone
    -t                                with -c: a file with a warning is an error
    -ns, --nats_server <string>       NATS server to serve on (one of its own)
    -P, --pid <string>                file for the number of the process
    -sl, --signal <signal>[=<pid>]    for another server: stop, quit, reopen,
                                      reload, ldm; <pid> is a number or a file

Heartbeats: a client is gone after (hbi + hbt) * (hbf + 1) without an answer
    -hbi, --hb_interval <duration>    how often the server asks a client (30s)
    -hbt, --hb_timeout <duration>     how long it may take to answer (10s)
    -hbf, --hb_fail_count <int>       how many failures are forgiven (10)

Limits; 0 stands for none
    -mc, --max_channels <int>         channels (100)
    -msu, --max_subs <int>            subscriptions in a channel (1000)
    -mm, --max_msgs <int>             messages in a channel (1000000)
    -mb, --max_bytes <size>           bytes in a channel (1024000000)
    -ma, --max_age <duration>         how long messages are kept (0s)
    -mi, --max_inactivity <duration>  how long an unused channel is kept (0s)

Authorization
    --user <string>                   user that clients must name
    --pass <string>                   password of that user
    --auth <string>                   token that clients must show

TLS; all names are those of PEM files
    --tls[=<bool>]                    has clients speak TLS (false)
    --tlscert <string>                certificate of the server
    --tlskey <string>                 its key, without a passphrase
    --tlsverify[=<bool>]              clients must show a certificate (false)
    --tlscacert <string>              authority of the clients' certificates

    The real server is a client of its own, and ends when that one finds fault
    with the above; so this one tries it out. The certificate must name the
    address of -a, or 127.0.0.1 where there is none.
    --tls_client_cacert <string>      whom it trusts: the authority of --tlscert
    --tls_client_cert <string>        what it shows, where --tlsverify asks
    --tls_client_key <string>         key of that
    --secure[=<bool>]                 it insists on TLS (false)

Log
    -SD, --stan_debug[=<bool>]        what NATS Streaming does
    -SV, --stan_trace[=<bool>]        every message of NATS Streaming
    -SDV[=<bool>]                     both
    -D, --debug[=<bool>]              what core NATS does
    -V, --trace[=<bool>]              every message of core NATS
    -DV[=<bool>]                      both
    -T, --logtime[=<bool>]            time in the lines (true)
    -l, --log <string>                file for the log, instead of stderr
    --log_size_limit <int>            bytes that fill the file, 0 for any (0)

Known, and of no effect, since stores here have other ways
    --file_* but for --file_sync, --io_batch_size, --io_sleep_time,
    --max_traced_msg_len, --syslog_name

Refused by name, since only the real nats-streaming-server has it
    --clustered, --cluster_*, --cluster, --routes, --no_advertise,
    --client_advertise, --connect_retries, --ft_group, -st SQL, --sql_*,
    --encrypt, --encryption_cipher, --encryption_key, -s, --syslog,
    -r, --remote_syslog, --ports_file_dir, --profile

Common
    -h, --help                        this text
    -v, --version                     version
    --help_tls                        about TLS

`;

/** What `nats-streaming-server --help_tls` prints. */
export const TLS_HELP = `TLS configuration of the server embedded in nats-test is a matter of flags: -tls, -tlscert,
-tlskey, -tlsverify and -tlscacert for its clients, -ms for the monitoring, -tls_client_cacert,
-tls_client_cert and -tls_client_key for its connection to itself; -h tells what each means.

    nats-streaming-server -tls -tlscert server.pem -tlskey server.key -tls_client_cacert ca.pem

It speaks TLS 1.2 and 1.3, with the cipher suites that Node chooses. A configuration file says the same
in blocks of its own: "tls { cert_file, key_file, ca_file, verify, timeout }" for clients, and
"streaming { secure, tls { client_cert, client_key, client_ca } }".
`;
