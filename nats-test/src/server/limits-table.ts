import { formatDuration } from '../base/duration';
import { formatSize } from '../base/size';
import { defaultSettings, type StoreLimit } from './settings';
import { matching, resolveRules, widestFirst, withoutExtension } from './stores/limits-of';
import type { ChannelLimits, StoreLimits } from './stores/store';

const TITLE = '---------- Store Limits ----------';
const VALUE_WIDTH = 13;

/** In the order of the table, as it calls them. */
const CHANNEL_LIMITS: readonly (readonly [
  keyof ChannelLimits,
  string,
  (value: number) => string,
])[] = [
  ['subscriptionsMax', 'Subscriptions', String],
  ['msgsMax', 'Messages', String],
  ['bytesMax', 'Bytes', formatSize],
  ['ageMsMax', 'Age', formatDuration],
  ['inactivityMsMax', 'Inactivity', formatDuration],
];

/** The limits as the log shows them; a star marks those that are the default. */
export function limitLines(limits: StoreLimits): string[] {
  const channelLines = linesOfChannels(limits);
  const width = Math.max(TITLE.length, ...channelLines.map((line) => line.length));
  return [
    TITLE,
    `Channels:        ${show(limits, 'channelsMax', String)}`,
    '--------- Channels Limits --------',
    ...CHANNEL_LIMITS.map(([key, name, format]) => {
      return `  ${name.padEnd(13)}: ${show(limits, key, format)}`;
    }),
    ...(limits.channels && Object.keys(limits.channels).length > 0
      ? [centred(' List of Channels ', width), ...channelLines]
      : []),
    '-'.repeat(width),
  ];
}

function show(limits: StoreLimits, key: StoreLimit, format: (value: number) => string): string {
  const value = limits[key];
  return shown(value, format) + (value === defaultSettings.limits[key] ? ' *' : '');
}

function shown(value: number, format: (value: number) => string): string {
  return (value === 0 ? 'unlimited' : format(value)).padStart(VALUE_WIDTH);
}

/** Each pattern, indented by how many are wider, with what differs from the next wider one. */
function linesOfChannels(limits: StoreLimits): string[] {
  const rules = new Map(resolveRules(limits).map((rule) => [rule.pattern, rule.limits]));
  const patterns = [...rules.keys()];
  const levels = Math.max(0, ...patterns.map((pattern) => pattern.split('.').length));
  return widestFirst(withoutExtension(patterns)).flatMap((pattern) => {
    const matches = matching(patterns, pattern);
    const level = matches.indexOf(pattern);
    const wider = matches[level - 1];
    const parent = (wider === undefined ? undefined : rules.get(wider)) ?? limits;
    const own = rules.get(pattern) ?? limits;
    const left = ' '.repeat(level);
    const right = ' '.repeat(Math.max(0, levels - level));
    const differing = CHANNEL_LIMITS.filter(([key]) => own[key] !== parent[key]);
    return [
      `${left}${pattern}`,
      ...differing.map(
        ([key, name, format]) =>
          `${left} |-> ${name.padEnd(13)} ${right}${shown(own[key], format)}`,
      ),
    ];
  });
}

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2);
  return '-'.repeat(left) + text + '-'.repeat(width - text.length - left);
}
