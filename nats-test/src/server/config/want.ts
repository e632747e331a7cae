import { goQuote } from '../../base/go-error-text';
import { parseDuration } from '../../base/duration';
import { ConfigError } from './config-error';
import type { ConfigItem, ConfigKind, ConfigMap, ConfigValue, ValueOf } from './config-value';

/**
 * The value of a key that has to be of a kind.
 * @throws ConfigError, in the words of the streaming server
 */
export function want<Kind extends ConfigKind>(
  key: string,
  { content }: ConfigItem,
  kind: Kind,
): ValueOf<Kind> {
  if (isOfKind(content, kind)) return content.value as ValueOf<Kind>;
  throw new ConfigError(
    `parameter ${goQuote(key)} value is expected to be ${kind}, got ${content.kind}`,
  );
}

function isOfKind<Kind extends ConfigKind>(
  content: ConfigValue,
  kind: Kind,
): content is Extract<ConfigValue, { kind: Kind }> {
  return content.kind === kind;
}

/**
 * The milliseconds of a key whose value is a text such as `30s`.
 * @throws ConfigError
 */
export function wantDuration(key: string, item: ConfigItem): number {
  return readDuration(want(key, item, 'string'));
}

/** @throws ConfigError, in Go's words */
export function readDuration(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return durationMs;
  const [, number, unit] =
    /^[+-]?(?:(?:[\d.]+(?:ns|us|µs|μs|ms|s|m|h))*)([\d.]+)([^\d.]*)/.exec(text) ?? [];
  if (number !== undefined && /\d/.test(number)) {
    if (unit === '') throw new ConfigError(`time: missing unit in duration ${goQuote(text)}`);
    if (unit !== undefined && parseDuration(`1${unit}`) === undefined) {
      throw new ConfigError(`time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`);
    }
  }
  throw new ConfigError(`time: invalid duration ${goQuote(text)}`);
}

/** Each key, as it is written and as it counts, with its value. */
export function* entriesOf(map: ConfigMap): Generator<[key: string, name: string, ConfigItem]> {
  for (const [key, item] of map) yield [key, key.toLowerCase(), item];
}

/** Whether a value asks for nothing. */
export function isNothing({ kind, value }: ConfigValue): boolean {
  if (kind === 'map') return value.size === 0;
  if (kind === 'slice') return value.length === 0;
  return kind !== 'struct' && (value === false || value === '' || value === 0);
}

/** A table of what is done for a key, from lists of names. */
export function byName<Value>(table: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> {
  return new Map(
    Object.entries(table).flatMap(([names, value]) =>
      names.split(' ').map((name) => [name, value] as const),
    ),
  );
}
