import { goTimeText } from './go-time-text';

/*
 * Values of a configuration file. Kinds are called as the real server calls them in its errors, which
 * are the kinds of Go.
 */

/** Where in a file something stands, as the real server counts. */
export interface ConfigPlace {
  /** As it was named. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** In bytes: from 0 on the first line, from 1 on all others. */
  readonly column: number;
}

/** A value, with its kind. */
export type ConfigValue =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int64'; readonly value: number }
  | { readonly kind: 'float64'; readonly value: number }
  /** A moment. */
  | { readonly kind: 'struct'; readonly value: DateParts }
  | { readonly kind: 'slice'; readonly value: readonly ConfigItem[] }
  | { readonly kind: 'map'; readonly value: ConfigMap };

export type ConfigKind = ConfigValue['kind'];

/** What the value of a kind is. */
export type ValueOf<Kind extends ConfigKind> = Extract<ConfigValue, { kind: Kind }>['value'];

/** A moment, UTC: year, month, day, hour, minute, second. */
export type DateParts = readonly [number, number, number, number, number, number];

/** A value and where it stands: a value that has a key where the key does. */
export interface ConfigItem extends ConfigPlace {
  readonly content: ConfigValue;
  /** A variable refers to it, so that its key may be any. */
  isUsed: boolean;
}

/** Keys in the order of their last mention. */
export type ConfigMap = Map<string, ConfigItem>;

/** A value as Go's `%v` writes it. */
export function goValueText({ kind, value }: ConfigValue): string {
  switch (kind) {
    case 'slice':
      return `[${value.map(({ content }) => goValueText(content)).join(' ')}]`;
    case 'map': {
      const keys = [...value.keys()].sort((one, other) => (one < other ? -1 : 1));
      const parts = keys.map((key) => {
        const item = value.get(key);
        return `${key}:${item ? goValueText(item.content) : ''}`;
      });
      return `map[${parts.join(' ')}]`;
    }
    case 'struct':
      return goTimeText(value);
    case 'string':
    case 'bool':
    case 'int64':
    case 'float64':
      return String(value);
  }
}
