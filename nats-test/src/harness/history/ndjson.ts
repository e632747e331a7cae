import { FAULTS, type Fault } from './fault';
import type { History, Operation, Phase, StartPosition } from './operation';

/** Of which run and scenario a history is; the first line of its file. */
export interface HistoryHeader {
  readonly runId: string;
  readonly scenario: string;
  /** The server, in words: `the embedded server`, or a URL without its password. */
  readonly target: string;
}

/** What a file of a history holds. */
export interface DecodedHistory {
  readonly header: HistoryHeader;
  readonly history: History;
  /** The last line was cut off, as when the disk was full; it is not in the history. */
  readonly isTorn: boolean;
}

/** A text that is no history: the message names the line, from 1. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
}

const FORMAT = 'nats-test history';
const VERSION = 1;

/** One JSON object a line: the header, then each operation; every line ends with a line feed. */
export function encodeHistory(history: History, header: HistoryHeader): string {
  const { runId, scenario, target } = header;
  const lines = [{ format: FORMAT, version: VERSION, runId, scenario, target }, ...history];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * Reads what `encodeHistory` has written.
 * @throws HistoryError for a line that is not what it must be
 * @public no command reads histories yet; tests do
 */
export function decodeHistory(text: string): DecodedHistory {
  const lines = text.split('\n');
  // Each line ends with a line feed, so what follows the last one is nothing, or half a line.
  const isTorn = lines.pop() !== '';
  const [first, ...rest] = lines;
  if (first === undefined)
    throw new HistoryError('line 1: the header is missing; the file is cut off');
  const header = readHeader(parse(first, 1));
  const history = rest.map((line, i) => readOperation(parse(line, i + 2), i));
  return { header, history, isTorn };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(line: string, number: number): Line {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new HistoryError(`line ${number}: it is no JSON`);
  }
  return new Line(value, number, '');
}

/** The fields of one line, or of an object inside it, and where they stand. */
class Line {
  private readonly fields: Fields;
  private readonly number: number;
  private readonly path: string;

  constructor(value: unknown, number: number, path: string) {
    this.number = number;
    this.path = path;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.error(path === '' ? 'it is no object' : `'${path.slice(0, -1)}' is no object`);
    }
    this.fields = value as Fields;
  }

  error(problem: string): HistoryError {
    return new HistoryError(`line ${this.number}: ${problem}`);
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined;
  }

  text(name: string): string {
    return this.typed(name, 'string', 'a text') as string;
  }

  amount(name: string): number {
    return this.typed(name, 'number', 'a number') as number;
  }

  flag(name: string): boolean {
    return this.typed(name, 'boolean', 'true or false') as boolean;
  }

  oneOf<T extends string>(name: string, ...known: readonly T[]): T {
    const value = this.fields[name];
    if (known.includes(value as T)) return value as T;
    throw this.error(`'${this.path}${name}' is none of ${known.join(', ')}`);
  }

  inside(name: string): Line {
    return new Line(this.fields[name], this.number, `${this.path}${name}.`);
  }

  /** All fields as they stand, once they have been looked at. */
  get value(): Fields {
    return this.fields;
  }

  private typed(name: string, type: string, what: string): unknown {
    const value = this.fields[name];
    if (typeof value === type) return value;
    throw this.error(`'${this.path}${name}' is not ${what}`);
  }
}

function readHeader(line: Line): HistoryHeader {
  if (line.value['format'] !== FORMAT) throw line.error(`it is not the header of a ${FORMAT}`);
  if (line.amount('version') !== VERSION) {
    throw line.error(
      `version ${line.amount('version')} is not ${VERSION}, which this software reads`,
    );
  }
  return {
    runId: line.text('runId'),
    scenario: line.text('scenario'),
    target: line.text('target'),
  };
}

const REQUESTS = [
  'connect',
  'disconnect',
  'publish',
  'subscribe',
  'close',
  'unsubscribe',
  'ping',
] as const;
const SIGHTINGS = [
  'deliver',
  'ack',
  'ack lost',
  'freeze',
  'thaw',
  'crash',
  'lost',
  'registered',
  'book',
  'pause',
  'fault',
  'phase',
  'end',
] as const;

function readOperation(line: Line, index: number): Operation {
  if (line.amount('index') !== index) throw line.error(`'index' is not ${index}, which is next`);
  line.amount('timeMs');
  line.text('client');
  const f = line.oneOf('f', ...REQUESTS, ...SIGHTINGS);
  if (isRequest(f)) {
    line.oneOf('type', 'invoke', 'ok', 'fail', 'info');
    line.amount('id');
    if (line.has('error')) line.text('error');
  } else {
    line.oneOf('type', 'ok');
  }
  checkFields(f, line);
  // Each field has been looked at above.
  return line.value as unknown as Operation;
}

function isRequest(f: Operation['f']): boolean {
  return (REQUESTS as readonly string[]).includes(f);
}

function checkFields(f: Operation['f'], line: Line): void {
  switch (f) {
    case 'connect':
      line.text('clientId');
      return;
    case 'publish':
      line.text('channel');
      line.text('value');
      return;
    case 'subscribe':
      line.text('channel');
      line.text('subscription');
      checkTerms(line.inside('terms'));
      return;
    case 'close':
    case 'unsubscribe':
      line.text('subscription');
      return;
    case 'deliver':
      checkEvent(line);
      line.flag('redelivered');
      line.amount('redeliveryCount');
      return;
    case 'ack':
    case 'ack lost':
      checkEvent(line);
      return;
    case 'fault':
      line.oneOf('fault', ...(Object.keys(FAULTS) as Fault[]));
      line.oneOf('state', 'begins', 'ends');
      line.text('on');
      if (line.has('isLeader')) line.flag('isLeader');
      if (line.has('isWiped')) line.flag('isWiped');
      if (line.has('ms')) line.amount('ms');
      return;
    case 'phase':
      line.oneOf<Phase>('phase', 'main', 'heal', 'settle', 'drain');
      return;
    case 'lost':
      line.text('error');
      return;
    case 'registered':
      line.flag('isRegistered');
      return;
    case 'book':
      line.text('subscription');
      line.text('value');
      line.amount('version');
      line.amount('amount');
      line.amount('balance');
      return;
    case 'pause':
      line.amount('pausedMs');
      return;
    case 'disconnect':
    case 'ping':
    case 'freeze':
    case 'thaw':
    case 'crash':
    case 'end':
      return;
  }
}

function checkEvent(line: Line): void {
  line.text('channel');
  line.text('subscription');
  line.text('value');
  line.amount('sequence');
}

function checkTerms(terms: Line): void {
  if (terms.has('queue')) terms.text('queue');
  if (terms.has('durable')) terms.text('durable');
  terms.amount('maxInFlight');
  terms.amount('ackWaitMs');
  if (!terms.has('start')) return;
  const start = terms.inside('start');
  const from = start.oneOf<StartPosition['from']>('from', 'first', 'last', 'sequence', 'ago');
  if (from === 'sequence') start.amount('sequence');
  if (from === 'ago') start.amount('agoMs');
}
