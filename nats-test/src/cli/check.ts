import { coloured } from '../base/paint';
import { exploreListener } from '../check/explore';
import { describeReport } from '../check/report/describe-report';
import type { CheckReport } from '../check/verdict';
import { checkAll } from './check-all';
import { chooseExports, type CheckExport } from './check-exports';
import { readCheckFile } from './check-file';
import { readCheckFlags, type CheckFlags } from './check-flags';
import { printCheck } from './check-json';
import { loadModule } from './check-load';
import { loadProblem } from './check-load-problem';
import type { Checked } from './check-one';
import { showsColours } from './colours';
import { badUsage, type ExitStatus } from './command-error';
import { withForeignCode } from './foreign-code';
import { ownStdout } from './own-stdout';
import { statusOfSignal } from './status-of-signal';
import { untilInterrupted } from './until-interrupted';

type Verdict = CheckReport['verdict'];

/**
 * `nats-test check`: proves the listeners that a module exports.
 * @param typed the file
 * @throws CommandError, bad usage
 */
export async function check(
  typed: string,
  flags: CheckFlags,
  interrupted: AbortSignal,
  explore = exploreListener,
): Promise<ExitStatus> {
  const given = readCheckFlags(flags);
  const file = readCheckFile(typed);
  const isJson = flags.json === true;
  const stdout = ownStdout(process, isJson);
  const run = async (): Promise<ExitStatus> => {
    const exports = await untilInterrupted(load(file, typed, flags), interrupted, 0);
    if (exports === undefined) {
      say(`ended while ${typed} was loaded`);
      return statusOfSignal(interrupted);
    }
    const titleOf = (name: string): string | undefined =>
      exports.length === 1 ? undefined : `${typed}, ${name}`;
    const checked = await checkAll({
      ...{ typed, exports, given, interrupted, explore },
      onChecked: (it) => {
        const title = titleOf(it.name);
        if ('problem' in it) say(`${title ?? typed}: ${it.problem}`);
        else if (!isJson) stdout.write(`${rendered(it.report, typed, title)}\n`);
      },
      onInterrupted: say,
    });
    const verdict = verdictOf(checked, checked.length === exports.length);
    if (isJson) stdout.write(`${printCheck(typed, verdict, checked)}\n`);
    if (interrupted.aborted) return statusOfSignal(interrupted);
    return ({ passed: 0, failed: 1, unknown: 2 } as const)[verdict];
  };
  try {
    return await withForeignCode(typed, run);
  } finally {
    stdout.giveBack();
  }
}

async function load(
  file: string,
  typed: string,
  { only, path }: CheckFlags,
): Promise<readonly CheckExport[]> {
  const module = await loadModule(file).catch((error: unknown) => {
    throw badUsage(`${typed} can't be loaded: ${loadProblem(error)}`, error);
  });
  const exports = chooseExports(module, typed, only);
  if (path === undefined || exports.length === 1) return exports;
  const names = exports.map(({ name }) => name).join(', ');
  throw badUsage(
    `--path is of one check, and ${typed} exports several: add --only with one of ${names}`,
  );
}

/** The worst of all. */
function verdictOf(checked: readonly Checked[], isWhole: boolean): Verdict {
  const verdicts = checked.map((it) => ('report' in it ? it.report.verdict : 'unknown'));
  if (verdicts.includes('failed')) return 'failed';
  return isWhole && verdicts.every((it) => it === 'passed') ? 'passed' : 'unknown';
}

/** @param title whose it is, where there are several */
function rendered(report: CheckReport, typed: string, title: string | undefined): string {
  if (!showsColours(process.stdout, process.env)) {
    return title === undefined ? report.text : `${title}\n${report.text}\n`;
  }
  const text = describeReport(report, { colours: true, caller: title ?? typed });
  return title === undefined ? text : `${coloured('bold', title)}\n${text}\n`;
}

function say(text: string): void {
  process.stderr.write(`nats-test: ${text}.\n`);
}
