import type { Command } from 'commander';
import { addConnectionOptions } from './connection-options';
import { collect } from './collect';

const EPILOGUE = `
Each scenario teaches a lesson: clients publish, subscribe, freeze and close,
what they see is recorded, and checkers judge the record. The verdict is valid,
invalid (the operations that prove it are shown), or unknown (something was
missing; it says what). nats-test scenarios lists them. The first ones are
played step by step; the others run under load, as a seed says: the same seed
makes the same plan, of faults too.

A target is embedded (the server of nats-test), process:PATH (a
nats-streaming-server that is started; it can be killed, frozen and restarted),
cluster:PATH (three of them, clustered), or the URL of a server that runs, whose
connections and clients alone can be struck. With a URL verify leaves alone what
is not its own: it uses channels nats-test.* only, and takes its clients and
durable names away again, after Ctrl+C too.

Faults: kill (SIGKILL, started again), freeze (SIGSTOP for a while), restart
(SIGTERM, started again), wipe (killed, its store gone), clock (set forward or
back), cut (connections destroyed), blackhole (nothing passes, TCP stays up),
delay, drop-acks, repeat-acks, crash (a client dies between work and ack).

--json prints one object: verdict, problem (null when there is none), runId,
target, seed, faults, leftOut, elapsedMs, historyFolder, again (the command that
repeats the run), and scenarios, each with name, lesson, expected, verdict, seen,
elapsedMs, historyFile, and findings: checker, verdict, seen, and proof, the
operations that show it. nats-test check-history judges a history again.

Examples
  nats-test verify                          on the embedded server
  nats-test verify --only queue-group,redelivery
  nats-test verify --url nats://localhost:4222 --cluster ticketing --hbi 5s --hbt 5s --hbf 2
                                            the course's cluster, through
                                            kubectl port-forward service/nats-srv 4222 8222
  nats-test verify --url nats://10.0.0.5:4222 --cluster test-cluster --no-monitoring
                                            lessons that need monitoring are unknown
  nats-test verify --target process:./nats-streaming-server --store file --faults kill,freeze --every 5s --seed 42
  nats-test verify --target cluster:./nats-streaming-server --only leader-loss --html report.html
  nats-test verify --sabotage forgets-acks  does it find a server that is wrong?

Exit status: 0 every scenario is valid, 1 one is invalid, 2 one is unknown, the
server can't be reached or what was typed makes no sense, 130 after Ctrl+C.`;

/** Gives the command its help and its options. */
export function describeVerify(command: Command): Command {
  return addConnectionOptions(
    command
      .description(
        'prove what a server promises, with and without faults: a verdict on each lesson',
      )
      .addHelpText('after', EPILOGUE)
      .option('--target <target>', 'embedded (default), process:PATH, cluster:PATH, or a URL')
      .option('--only <names>', 'these scenarios alone; again, or with commas, for more', collect)
      .option('--json', 'print one JSON object at the end and nothing else')
      .option('--html <file>', 'a page with timelines and proofs that needs no network')
      .option(
        '--history <folder>',
        'where to write histories and plans (default: a new temporary folder)',
      )
      .optionsGroup('Load and faults:')
      .option('--faults <names>', 'what goes wrong meanwhile: kill,freeze,… or all', collect)
      .option('--every <duration>', 'from one fault to the next one (default: 5s)')
      .option('--for <duration>', 'how long there is load (default: 8s; with faults 6 x --every)')
      .option('--seed <number>', 'the same plan again (default: another one each time)')
      .option('--store <store>', 'memory or file, of a server that is started (default: memory)')
      .option('--jobs <count>', 'so many scenarios under load at a time (default: 2 for each core)')
      .option('--sabotage <name>', 'an embedded server that is wrong on purpose; help lists them'),
  );
}
