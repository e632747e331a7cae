/** A parameter that makes no sense. The message is what the client gets, as the real server words it. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery';
}

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** Go's int and uint64. */
const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 63n - 1n;
const UINT_MAX = 2n ** 64n - 1n;

/** A yes or no as Go reads it; no, when left out. */
export function booleanOf(query: URLSearchParams, name: string): boolean {
  const text = query.get(name) ?? '';
  if (text === '' || FALSE.has(text)) return false;
  if (TRUE.has(text)) return true;
  throw refused('boolean', name, 'ParseBool', text, 'invalid syntax');
}

/** A whole number as Go reads it; 0, when left out. */
export function integerOf(query: URLSearchParams, name: string): bigint {
  const text = query.get(name) ?? '';
  if (text === '') return 0n;
  if (!/^[+-]?\d+$/.test(text)) throw refused('int', name, 'Atoi', text, 'invalid syntax');
  const value = BigInt(text.replace('+', ''));
  if (value < INT_MIN || value > INT_MAX) {
    throw refused('int', name, 'Atoi', text, 'value out of range');
  }
  return value;
}

/** A whole number without a sign as Go reads it; 0, when left out. */
export function unsignedOf(query: URLSearchParams, name: string): bigint {
  const text = query.get(name) ?? '';
  if (text === '') return 0n;
  if (!/^\d+$/.test(text)) throw refused('uint64', name, 'ParseUint', text, 'invalid syntax');
  const value = BigInt(text);
  if (value > UINT_MAX) throw refused('uint64', name, 'ParseUint', text, 'value out of range');
  return value;
}

function refused(type: string, name: string, reader: string, text: string, why: string): BadQuery {
  return new BadQuery(
    `Error decoding ${type} for '${name}': strconv.${reader}: parsing ${JSON.stringify(text)}: ${why}`,
  );
}
