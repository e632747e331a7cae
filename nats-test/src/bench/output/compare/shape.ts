/** Reads a value that somebody else has written, or throws a ShapeError. */
type Reader<T> = (value: unknown, path: string) => T;

/** What may be left out. */
interface Optional<T> {
  readonly optional: Reader<T>;
}

/** A reader for each field: of one that may be left out, an optional one. */
type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K>
    ? Optional<Exclude<T[K], undefined>>
    : Reader<T[K]>;
};

/** A value that is not what it must be: the message names it, as `targets[0].name is no text`. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export const text: Reader<string> = (value, path) => {
  if (typeof value !== 'string') throw wrong(value, path, 'no text');
  return value;
};

/** A number that is no less than 0. */
export const amount: Reader<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(value, path, 'no number');
  if (value < 0) throw new ShapeError(`${path} is less than 0`);
  return value;
};

export const flag: Reader<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw wrong(value, path, 'neither true nor false');
  return value;
};

export function optional<T>(reader: Reader<T>): Optional<T> {
  return { optional: reader };
}

export function oneOf<const T extends string>(...known: readonly T[]): Reader<T> {
  return (value, path) => {
    const found = known.find((it) => it === value);
    if (found === undefined) throw wrong(value, path, `none of ${known.join(', ')}`);
    return found;
  };
}

export function list<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrong(value, path, 'no list');
    return value.map((item, i) => reader(item, `${path}[${i}]`));
  };
}

/** Names that are not known before, all with values of one kind. */
export function record<T>(reader: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, path) => {
    const entries = Object.entries(fieldsOf(value, path));
    return Object.fromEntries(entries.map(([name, it]) => [name, reader(it, inside(path, name))]));
  };
}

/** An object with these fields; others are left out, so that newer files can be read. */
export function object<T>(fields: Fields<T>): Reader<T> {
  return (value, path) => {
    const found = fieldsOf(value, path);
    const read = Object.entries<Reader<unknown> | Optional<unknown>>(fields).flatMap(
      ([name, reader]) => {
        const it = Object.hasOwn(found, name) ? found[name] : undefined;
        if (typeof reader === 'function') return [[name, reader(it, inside(path, name))]];
        return it === undefined ? [] : [[name, reader.optional(it, inside(path, name))]];
      },
    );
    // Each field of T has been read by a reader of its type.
    return Object.fromEntries(read) as T;
  };
}

function fieldsOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(value, path, 'no object');
  }
  return value as Readonly<Record<string, unknown>>;
}

function inside(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function wrong(value: unknown, path: string, what: string): ShapeError {
  const subject = path === '' ? 'it' : path;
  return new ShapeError(value === undefined ? `${subject} is missing` : `${subject} is ${what}`);
}
