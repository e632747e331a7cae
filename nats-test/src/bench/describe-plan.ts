import { formatDuration } from '../base/duration';
import type { SizePart } from './parse-size';
import type { Extent, FindMaxPlan, Identity, LoadPlan, Pace } from './plan';

/** How many subscribe, where nobody does. */
const NOBODY = '0';
const NO_WORK = formatDuration(0);

/** The load by setting, for people and for comparing: defaults included, targets and rounds left out. */
export function describePlan(
  load: LoadPlan,
  store: 'memory' | 'file',
  findMax?: FindMaxPlan,
): Record<string, string> {
  const { terms } = load;
  const subscriptions = {
    ack: terms.ack,
    work: formatDuration(terms.workMs),
    'max in flight': String(terms.maxInFlight),
    'ack wait': formatDuration(terms.ackWaitMs),
    durable: terms.durable ? 'yes' : 'no',
  };
  return {
    publishers: String(load.publishers),
    subscribers: describeIdentities(load.identities),
    channels: String(load.channels),
    size: load.sizes.map((part) => describeSize(part, load.sizes.length)).join(', '),
    publishing: findMax
      ? `the highest rate that holds, tried for ${formatDuration(findMax.probeMs)}, window of ${load.pace.window}`
      : describePace(load.pace),
    'how long': describeExtent(load.extent),
    'warm-up': describeExtent(load.warmUp),
    ...(load.drain && { drain: 'everything is published first' }),
    ...(load.identities.length > 0 && subscriptions),
    workers: String(load.workers),
    store,
  };
}

/** Whether anybody subscribes in a load that was described here. */
export function hasSubscribers(described: Readonly<Record<string, string>>): boolean {
  return described['subscribers'] !== NOBODY;
}

/** Whether a rate was asked for, be it in steps, rather than looked for or made by a window. */
export function isAtRate(described: Readonly<Record<string, string>>): boolean {
  return /^[\d.]+\/s/.test(described['publishing'] ?? '');
}

/** Whether subscribers work on a message before they acknowledge it. */
export function subscribersWork(described: Readonly<Record<string, string>>): boolean {
  return (described['work'] ?? NO_WORK) !== NO_WORK;
}

/** Whether a backlog was published first. */
export function isDrained(described: Readonly<Record<string, string>>): boolean {
  return described['drain'] !== undefined;
}

function describeIdentities(identities: readonly Identity[]): string {
  if (identities.length === 0) return NOBODY;
  const plain = identities.filter(({ queue }) => queue === undefined).length;
  const groups = identities.flatMap(({ queue, members }) =>
    queue === undefined ? [] : `${queue} with ${members}`,
  );
  return [
    ...(plain > 0 ? [String(plain)] : []),
    ...(groups.length > 0 ? [`queue groups ${groups.join(', ')}`] : []),
  ].join(' and ');
}

function describeSize({ min, max, weight }: SizePart, parts: number): string {
  const range = min === max ? String(min) : `${min}-${max}`;
  return parts === 1 ? `${range} bytes` : `${range} bytes (weight ${weight})`;
}

function describePace(pace: Pace): string {
  if (pace.kind === 'window') return `window of ${pace.window}`;
  const steps = pace.steps.map(({ rate, durationMs }) =>
    durationMs === undefined ? `${rate}/s` : `${rate}/s for ${formatDuration(durationMs)}`,
  );
  return `${steps.join(', ')}, window of ${pace.window}`;
}

function describeExtent(extent: Extent): string {
  return extent.kind === 'time' ? formatDuration(extent.durationMs) : `${extent.messages} messages`;
}
