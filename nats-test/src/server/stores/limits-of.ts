import type { ChannelLimits, ChannelRule, StoreLimits } from './store';

/*
 * Limits of single channels, or of all channels that a pattern matches: which of them count for a
 * channel, as the real server finds them.
 */

/** The limits of a channel that a rule says nothing about come from a wider rule, or from the store. */
export interface ResolvedRule {
  /** A channel's name, `*` and `>` allowed. */
  readonly pattern: string;
  /** As monitoring shows them: 0 stands for no limit, and so does what is less. */
  readonly limits: ChannelLimits;
}

const KEYS = ['msgsMax', 'bytesMax', 'ageMsMax', 'subscriptionsMax', 'inactivityMsMax'] as const;

/** The rules with what they inherit, in the order in which they were given. */
export function resolveRules(limits: StoreLimits): ResolvedRule[] {
  const given = Object.entries(limits.channels ?? {});
  const patterns = given.map(([pattern]) => pattern);
  const rules = new Map(given);
  const resolved = new Map<string, ChannelLimits>();
  for (const pattern of widestFirst(withoutExtension(patterns))) {
    let parent: ChannelLimits = limits;
    for (const wider of matching(patterns, pattern)) {
      const its = resolved.get(wider) ?? inherit(rules.get(wider) ?? {}, parent);
      resolved.set(wider, its);
      parent = its;
    }
  }
  // A rule that others extend by a token may be left out there: it inherits nothing.
  return given.map(([pattern, rule]) => ({
    pattern,
    limits: resolved.get(pattern) ?? withZeros(rule),
  }));
}

/**
 * Who tells the limits of a channel by its name. What it returns never has less than 0, which stands
 * for no limit.
 */
export function limitsByChannel(limits: StoreLimits): (channel: string) => ChannelLimits {
  const resolved = new Map(resolveRules(limits).map((rule) => [rule.pattern, rule.limits]));
  if (resolved.size === 0) return () => limits;
  const patterns = [...resolved.keys()];
  return (channel) => {
    const narrowest = matching(patterns, channel).at(-1);
    const its = narrowest === undefined ? undefined : resolved.get(narrowest);
    return its ? withoutNegatives(its) : limits;
  };
}

/** The patterns that match a name or contain a pattern, the widest first. */
export function matching(patterns: readonly string[], name: string): string[] {
  const tokens = name.split('.');
  return widestFirst(patterns.filter((pattern) => isWider(pattern.split('.'), tokens)));
}

/** `>` before `*` before a word, token by token; words by alphabet, where the real server has any order. */
export function widestFirst(patterns: readonly string[]): string[] {
  return [...patterns].sort((one, other) => {
    const [ones, others] = [one.split('.'), other.split('.')];
    for (let i = 0; i < Math.min(ones.length, others.length); i++) {
      const difference = exactness(ones[i]) - exactness(others[i]);
      if (difference !== 0) return difference;
      if (ones[i] !== others[i]) return (ones[i] ?? '') < (others[i] ?? '') ? -1 : 1;
    }
    return ones.length - others.length;
  });
}

/**
 * Without those that another one goes on from: when it looks for the rules of its store, the real
 * server does not see `foo` beside `foo.bar`. It is left out of the table in the log, and inherits
 * nothing.
 */
export function withoutExtension(patterns: readonly string[]): string[] {
  return patterns.filter((pattern) => !patterns.some((other) => other.startsWith(`${pattern}.`)));
}

function exactness(token = ''): number {
  if (token === '>') return 0;
  return token === '*' ? 1 : 2;
}

function isWider(pattern: readonly string[], tokens: readonly string[]): boolean {
  if (pattern.at(-1) === '>') {
    if (tokens.length < pattern.length) return false;
  } else if (tokens.length !== pattern.length) {
    return false;
  }
  return pattern.every((token, i) => exactness(token) < 2 || token === tokens[i]);
}

function inherit(rule: ChannelRule, parent: ChannelLimits): ChannelLimits {
  return mapLimits((key) => {
    const value = rule[key] ?? 0;
    return value < 0 ? 0 : value === 0 ? parent[key] : value;
  });
}

function withZeros(rule: ChannelRule): ChannelLimits {
  return mapLimits((key) => rule[key] ?? 0);
}

function withoutNegatives(limits: ChannelLimits): ChannelLimits {
  return mapLimits((key) => Math.max(0, limits[key]));
}

function mapLimits(valueOf: (key: keyof ChannelLimits) => number): ChannelLimits {
  return Object.fromEntries(KEYS.map((key) => [key, valueOf(key)])) as unknown as ChannelLimits;
}
