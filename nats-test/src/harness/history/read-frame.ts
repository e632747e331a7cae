import { FAULTS } from './fault';
import { checkField, inside, parseFields, type Fields } from './fields';
import { FORMAT, VERSION, type HistoryEnd, type HistoryHeader } from './format';
import { LineProblem } from './line-problem';
import type { TargetFacts } from './target-facts';

/**
 * @param text the first line, without its line feed
 * @throws LineProblem
 */
export function readHeader(text: string): HistoryHeader {
  const fields = headerFields(text);
  if (fields?.['format'] !== FORMAT) throw new LineProblem(`it is not the header of a ${FORMAT}`);
  checkField(fields, 'version', 'count');
  checkVersion(fields['version'] as number);
  if (fields['seed'] !== null) checkField(fields, 'seed', 'number');
  for (const name of ['runId', 'scenario', 'target']) checkField(fields, name, 'text');
  checkFacts(inside(fields, 'facts'));
  checkFaults(fields['faults']);
  const { seed, runId, scenario, target, facts, faults } = fields as unknown as HistoryHeader;
  return { seed, runId, scenario, target, facts, ...(faults && { faults }) };
}

/** Undefined for what may be anything: a picture, a list. */
function headerFields(text: string): Fields | undefined {
  try {
    return parseFields(text);
  } catch {
    return undefined;
  }
}

function checkVersion(version: number): void {
  if (version === VERSION) return;
  throw new LineProblem(
    version < VERSION
      ? `version ${version} of the format is of an earlier nats-test and can't be judged again: run verify once more`
      : `version ${version} of the format is of a later nats-test, this one reads ${VERSION}: judge it with the one that wrote it`,
  );
}

function checkFaults(faults: unknown): void {
  if (faults === undefined) return;
  if (Array.isArray(faults) && faults.every((fault) => Object.hasOwn(FAULTS, String(fault))))
    return;
  throw new LineProblem(`'faults' is no list of ${Object.keys(FAULTS).join(', ')}`);
}

function checkFacts(facts: Fields): void {
  const { heartbeats, limits, nodes }: Record<keyof TargetFacts, unknown> = {
    heartbeats: undefined,
    limits: undefined,
    nodes: undefined,
    ...facts,
  };
  if (heartbeats !== undefined) {
    const found = inside(facts, 'heartbeats', 'facts.');
    for (const name of ['intervalMs', 'timeoutMs', 'failuresMax'])
      checkField(found, name, 'number', 'facts.heartbeats.');
  }
  if (limits !== undefined) {
    const found = inside(facts, 'limits', 'facts.');
    for (const name of ['msgsMax', 'bytesMax', 'ageMsMax'])
      if (found[name] !== undefined) checkField(found, name, 'number', 'facts.limits.');
  }
  if (nodes !== undefined) checkField(facts, 'nodes', 'count', 'facts.');
}

/** What the last line says. */
export interface EndMark extends HistoryEnd {
  readonly operations: number;
  /** How many bytes of the line stand before the digest. */
  readonly beforeDigest: number;
  readonly sha256: string;
}

/** Only an end mark begins so. */
export const END_MARK_START = '{"end":';

const DIGEST = /"sha256":"([0-9a-f]{64})"\}$/;

/**
 * @param text the line, without its line feed
 * @throws LineProblem
 */
export function readEndMark(fields: Fields, text: string): EndMark {
  const sha256 = DIGEST.exec(text)?.[1];
  if (sha256 === undefined) throw new LineProblem("the end mark does not end in its 'sha256'");
  checkField(fields, 'operations', 'count');
  if (fields['problem'] !== undefined) checkField(fields, 'problem', 'text');
  if (fields['isShared'] !== undefined) checkField(fields, 'isShared', 'flag');
  if (fields['strange'] !== undefined) checkField(fields, 'strange', 'text');
  const beforeDigest = Buffer.byteLength(text) - sha256.length - '"}'.length;
  return { ...(fields as unknown as HistoryEnd & { operations: number }), beforeDigest, sha256 };
}
