import { Command, Option, type OutputConfiguration } from 'commander';
import type { BenchFlags } from './bench';
import { describeBench } from './bench-command';
import { describeCheck } from './check-command';
import type { CheckFlags } from './check-flags';
import type { CheckHistoryFlags } from './check-history';
import { CHECK_HISTORY_EPILOGUE } from './check-history-help';
import type { ExitStatus } from './command-error';
import { SERVE_HELP } from './serve-help';
import type { ScenariosFlags } from './scenarios';
import type { VerifyFlags } from './verify-flags';
import { describeVerify } from './verify-command';
import { versionText } from './version';

const EPILOGUE = `
Examples
  npm start                    the same as nats-test start
  nats-test verify             the lessons alone, each proven
  nats-test verify --url nats://localhost:4222
                               the same on a server that runs already
  nats-test check FILE         your own listener: what breaks it?
  nats-test bench              how fast the embedded server is on this machine
  nats-test serve              a server as the cluster has it
  nats-test serve -p 4333      the same flags as nats-streaming-server
  nats-test serve --help       all of them

Exit status: 0 all is well, 1 it ran and failed, 2 what was typed makes no sense
or there is no verdict, 130 after Ctrl+C.
NO_COLOR=1 turns colours off.`;

const START_EPILOGUE = `
It starts a server with the args of infra/k8s/nats-depl.yaml, but on free ports,
runs publisher.ts four times and two listener.ts beside it, and judges what they
print and what the server's monitoring says. Then it proves each lesson of the
course by itself, as nats-test verify does on the embedded server.

Exit status: 0 both verdicts are valid, 1 one is not, 2 the manifest makes no
sense or a lesson is unknown, 130 after Ctrl+C while it proved the lessons.`;

/**
 * The command line, with its help. Commands are loaded when they are called: help is quick then.
 * @param done hears how a command ended
 * @param onForeignCode hears that a command is about to run code of the user, from this file
 */
export function createProgram(
  interrupted: AbortSignal,
  done: (exitStatus: ExitStatus) => void,
  onForeignCode: (typed: string) => void,
): Command {
  const program = new Command('nats-test')
    .description('Test services on NATS Streaming, with a server that needs nothing but Node.')
    .version(versionText(), '-v, --version', 'print the versions')
    .helpOption('-h, --help', 'print this text')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', EPILOGUE)
    .configureOutput(sentences('nats-test --help'))
    .enablePositionalOptions()
    .exitOverride();

  program
    .command('start')
    .description('run the lesson for real: server, publisher, two listeners, then verify')
    .configureOutput(sentences('nats-test start --help'))
    .addHelpText('after', START_EPILOGUE)
    .option('--json', 'print one JSON object at the end and nothing else')
    .option('--manifest <file>', 'take the flags of the server from this Deployment')
    .action(async (options: { json?: true; manifest?: string }) => {
      const { start } = await import('./start.js');
      done(await start(options, interrupted));
    });

  const verifyCommand = program.command('verify');
  describeVerify(
    verifyCommand.configureOutput(sentences('nats-test verify --help', verifyCommand)),
  ).action(async (options: VerifyFlags) => {
    const { verify } = await import('./verify.js');
    done(await verify(options, interrupted));
  });

  const checkCommand = program.command('check');
  describeCheck(
    checkCommand.configureOutput(sentences('nats-test check --help', checkCommand)),
  ).action(async (file: string, options: CheckFlags) => {
    const { check } = await import('./check.js');
    onForeignCode(file);
    done(await check(file, options, interrupted));
  });

  program
    .command('check-history')
    .description('judge again what verify has written down, without a server')
    .configureOutput(sentences('nats-test check-history --help'))
    .addHelpText('after', CHECK_HISTORY_EPILOGUE)
    .argument('<file...>', 'histories, or folders of them')
    .option('--json', 'print one JSON object and nothing else')
    .action(async (files: string[], options: CheckHistoryFlags) => {
      const { checkHistory } = await import('./check-history.js');
      done(await checkHistory(files, options, interrupted));
    });

  const benchCommand = program.command('bench');
  describeBench(
    benchCommand.configureOutput(sentences('nats-test bench --help', benchCommand)),
  ).action(async (target: string | undefined, second: string | undefined, options: BenchFlags) => {
    const { bench } = await import('./bench.js');
    const words = [target, second].filter((word) => word !== undefined);
    done(await bench(words, options, interrupted));
  });

  program
    .command('scenarios')
    .description('list the lessons that verify proves')
    .configureOutput(sentences('nats-test scenarios --help'))
    .option('--json', 'as JSON, with explanation and steps')
    .addOption(new Option('--markdown', 'as docs/SCENARIOS.md has them').conflicts('json'))
    .action(async (options: ScenariosFlags) => {
      const { listScenarios } = await import('./scenarios.js');
      done(listScenarios(options));
    });

  program
    .command('serve')
    .description('run the embedded NATS Streaming server, with the flags of the real one')
    .usage('[--manifest FILE] [flags of nats-streaming-server]')
    // Commander would read Go's `-hbi 5s` as `-h -b -i 5s`, so that the command gets the words as they are.
    .argument('[flags...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .configureHelp({ formatHelp: () => SERVE_HELP })
    .action(async (words: string[]) => {
      const { serve } = await import('./serve.js');
      done(await serve(words, interrupted));
    });

  return program;
}

/**
 * Makes one sentence of what Commander says in lines: `error: unknown command 'x'\n(Did you mean y?)`.
 * @param command whose options somebody may type with one dash, as those of nats-streaming-server
 */
function sentences(help: string, command?: Command): OutputConfiguration {
  const isLong = (name: string): boolean =>
    command?.options.some(({ long }) => long === `--${name}`) ?? false;
  return {
    outputError: (text, write) => {
      const sentence = text
        .trim()
        .replace(/^error: /, '')
        .replace(/\s*\(Did you mean (.+?)\?\)/, ', did you mean $1?')
        .replace(/(?<=^unknown option '-([a-z]+)(?:=.*)?')$/s, (_, name: string) =>
          isLong(name) ? `, did you mean --${name}, with two dashes?` : '',
        )
        .replace(/(?<![?.])$/, ';');
      write(`nats-test: ${sentence} ${help} lists what there is.\n`);
    },
  };
}
