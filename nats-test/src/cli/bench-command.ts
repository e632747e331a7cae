import type { Command } from 'commander';
import { addClusterOption, addLoginOptions } from './connection-options';
import { collect } from './collect';

const EPILOGUE = `
A target is embedded (the server of nats-test, in a process of its own), the
path of a nats-streaming-server, which is started on a free port and stopped, or
the URL of a server that runs: nats://HOST:PORT. With two targets, rounds
alternate between them, and the last line says which one is better: five rounds
tell more than one that is five times longer.

How load is put on
  --window 256   closed loop: a publisher sends as soon as an ack makes room
  --sync         the same with one message in flight
  --rate 5000    open loop: messages are due by a schedule, whatever the server
                 does, and a latency counts from when its message was due: a
                 server that stalls does not look better for getting less
  --rate 1000:10s,5000:10s    in steps
  --drain        everything is published first, then the subscribers come

Every subscriber listens to every channel, every publisher writes to all in
turn. Each message says who sent it, which one it is, and has a check sum: what
is lost, duplicated, reordered or not as it was sent makes the bench red.

Examples
  nats-test bench                             how fast is the embedded server here?
  nats-test bench embedded ./nats-streaming-server
                                              which of the two is faster?
  nats-test bench --rate 2000 --duration 30s  what latency at 2000 messages/s?
  nats-test bench --find-max                  which rate does it take for good?
  nats-test bench --queue orders:3 --work 5ms --max-in-flight 10 --rate 400
                                              do three workers of 5 ms keep up?
  nats-test bench --groups 30x2 --channels 10 --publishers 30 --rate 300
                                              a team with thirty services
  nats-test bench nats://localhost:4222 --cluster ticketing --rounds 5 --json > before.json
  nats-test bench nats://localhost:4222 --cluster ticketing --rounds 5 --compare before.json

docs/BENCH.md says what is measured from when to when.

Exit status: 0 all was measured and right, 1 what came was not what was sent,
there is less than was asked for or it is worse than before, 2 nothing was
measured, nobody can say whether it is worse or what was typed makes no sense,
130 after Ctrl+C.`;

/** Adds what `nats-test bench` may be told to a command. */
export function describeBench(command: Command): Command {
  command
    .description('measure throughput and latency of a server, or of two side by side')
    .argument('[target]', 'embedded, the path of a server, or a URL (default: embedded)')
    .argument('[second]', 'another one, to compare')
    .addHelpText('after', EPILOGUE)
    .optionsGroup('Load:')
    .option('--publishers <count>', 'clients that publish (default: 1)')
    .option(
      '--subscribers <count>',
      'plain ones, each gets everything (default: 1; with --queue or --groups 0); 0 alone counts acks',
    )
    .option('--queue <name:members>', 'a queue group (default: 2 members); again for more', collect)
    .option('--groups <groups x members>', 'many queue groups, as in 30x3')
    .option('--channels <count>', 'channels, named nats-test.bench.1 and so on (default: 1)')
    .option('--size <bytes>', '128, 100-1000, or with weights 128:90,4096:10 (default: 128)')
    .option('--window <count>', 'messages of a publisher without ack (default: 256)')
    .option('--sync', 'one at a time: --window 1')
    .option('--rate <rate>', 'messages/s of all publishers: 5000, or 1000:10s,5000:10s')
    .option(
      '--workers <count>',
      'processes that publish, and as many that listen (default: half of the CPUs)',
    )
    .optionsGroup('Subscriptions:')
    .option('--durable', 'durable ones')
    .option('--ack <mode>', 'auto or manual (default: auto)')
    .option(
      '--work <duration>',
      'on each message, one at a time, before its ack, as in 5ms; end to end ends behind it',
    )
    .option('--max-in-flight <count>', 'messages without ack (default: 1024)')
    .option('--ack-wait <duration>', 'whole seconds until a redelivery (default: 30s)')
    .optionsGroup('How long:')
    .option('--duration <duration>', 'of a round, warm-up not included (default: 5s)')
    .option('--messages <count>', 'instead of --duration: so many, of all publishers together')
    .option('--warm-up <extent>', 'comes first and does not count: 1s, or messages (default: 1s)')
    .option('--rounds <count>', 'of each target (default: 1, with two targets 5)')
    .option('--drain', 'publish --messages first (default: 50000), then measure how they are taken')
    .option('--find-max', 'look for the highest rate at which the backlog stays bounded')
    .option('--probe <duration>', 'how long --find-max tries each rate (default: 3s)')
    .optionsGroup('Servers that are started:')
    .option('--store <store>', 'memory or file (default: memory)')
    .optionsGroup('Servers that run already:')
    .option('--url <url>', 'the same as naming it as target');
  addClusterOption(command);
  return addLoginOptions(command)
    .optionsGroup('Results:')
    .option(
      '--json',
      'print one JSON object and nothing else (with npm: npm run --silent bench -- --json)',
    )
    .option('--csv <file>', 'a line for each target and round')
    .option('--hdr <folder>', 'percentiles, as plotters of HdrHistogram read them')
    .option('--html <file>', 'a page with charts that needs no network')
    .option('--compare <file>', 'with an earlier --json: is it worse?')
    .option('--threshold <percent>', 'a smaller change does not count (default: 5%)');
}
