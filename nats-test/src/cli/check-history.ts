import { messageOf } from '../base/message-of';
import { oneLine } from '../base/one-line';
import { HistoryError } from '../harness/history/decode-history';
import { verdictOf, type CheckedHistory } from '../harness/report/checked-history';
import { reportCheck } from '../harness/report/check-report';
import { renderCheck } from '../harness/report/render-check';
import { judgeAgain } from '../harness/runner/judge-again';
import { readHistory } from '../harness/runner/read-history';
import { scenarios } from '../harness/scenarios/all';
import { historyFiles } from './check-history-files';
import { paintFor } from './colours';
import { isNamedPipe } from './is-named-pipe';
import type { ExitStatus } from './command-error';
import { statusOfSignal } from './status-of-signal';
import { statusOfVerdict } from './status-of-verdict';
import { typedPath } from './typed-path';
import { widthOf } from './verify-screen';

export interface CheckHistoryFlags {
  readonly json?: true;
}

/**
 * `nats-test check-history`: judges histories again that verify has written.
 * @param typed files and folders
 * @throws CommandError, bad usage
 */
export async function checkHistory(
  typed: readonly string[],
  { json }: CheckHistoryFlags,
  interrupted: AbortSignal,
): Promise<ExitStatus> {
  const checked: CheckedHistory[] = [];
  // One by one: several large ones would not fit.
  for (const file of historyFiles(typed)) {
    const it = await check(file, interrupted);
    if (it === undefined) return statusOfSignal(interrupted);
    checked.push(it);
    // What it names may have come from the file.
    if ('problem' in it) process.stderr.write(`nats-test: ${oneLine(it.problem)}.\n`);
  }
  if (json) {
    process.stdout.write(`${JSON.stringify(reportCheck(checked), undefined, 2)}\n`);
  } else if (checked.some((it) => 'result' in it)) {
    const paint = paintFor(process.stdout, process.env);
    process.stdout.write(`${renderCheck(checked, paint, widthOf(process.stdout))}\n`);
  }
  return statusOfVerdict(verdictOf(checked));
}

/** @returns undefined when it was interrupted */
async function check(file: string, interrupted: AbortSignal): Promise<CheckedHistory | undefined> {
  if (isPipeByName(typedPath(file))) {
    return {
      file,
      problem: `${file} is a pipe and no file: name the file that verify has written`,
    };
  }
  try {
    const decoded = await readHistory(typedPath(file), interrupted);
    const { header } = decoded;
    const scenario = scenarios.find(({ name }) => name === header.scenario);
    if (!scenario) {
      return {
        file,
        problem: `${file} is of the scenario '${header.scenario}', which this version does not know: judge it with the nats-test that wrote it`,
      };
    }
    // What was found is all that is needed of the operations.
    return { file, header, result: { ...judgeAgain(scenario, decoded, file), history: [] } };
  } catch (error) {
    if (interrupted.aborted) return undefined;
    return { file, problem: problemOf(error, file) };
  }
}

/**
 * To open one would wait for a writer for ever, and hear no Ctrl+C. Those of a shell, as in
 * `check-history <(gunzip -c FILE.gz)`, have theirs.
 */
function isPipeByName(path: string): boolean {
  if (path.startsWith('/dev/') || path.startsWith('/proc/')) return false;
  return isNamedPipe(path);
}

function problemOf(error: unknown, file: string): string {
  if (error instanceof HistoryError) {
    return `${file} is no whole history, so there is no verdict on it: ${error.message}`;
  }
  const { code } = error as NodeJS.ErrnoException;
  // Anything else is a defect of ours.
  if (code === undefined) throw error;
  return code === 'ENOENT'
    ? `there is no file ${file}: verify says where its histories are, and --history DIR chooses it`
    : `${file} can't be read (${messageOf(error)})`;
}
