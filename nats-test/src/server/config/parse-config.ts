import { dirname, join } from 'node:path';
import { goErrorText } from '../../base/go-error-text';
import type { Surroundings } from '../../base/surroundings';
import { ConfigError } from './config-error';
import type { ConfigItem, ConfigMap, ConfigPlace, ConfigValue } from './config-value';
import { Cursor, END, isBlank, isDigit, isLineEnd, isSpace } from './cursor';
import { EndOfText, parseError, shown } from './parse-error';
import { readNegative, readNumber } from './read-number';
import { readBare, readBlock, readDoubleQuoted, readSingleQuoted } from './read-text';

/*
 * The format of NATS configuration files, as nats-server 2.1.4 takes it: `key: value`, `key = value`,
 * `key value` and `key { … }`, comments with # and //. It takes more than its manual says, and files
 * in use lean on that: what is odd here is odd there.
 */

/** Values within values; the real server has no limit, and nobody comes near this one. */
const DEPTH_MAX = 500;
/** Files that include files, and variables of the environment that name others. */
const NESTED_TEXTS_MAX = 50;
/** A value that begins so is no variable but a bcrypt hash. */
const BCRYPT = '2a$';

const TRUE = /^(true|yes|on)$/i;
const FALSE = /^(false|no|off)$/i;

/**
 * Reads a configuration file, and those that it includes.
 * @param file as errors are to name it
 * @throws ConfigError
 */
export function parseConfigFile(
  file: string,
  surroundings: Surroundings,
  nestedTexts = 0,
): ConfigMap {
  let text: string;
  try {
    text = surroundings.readFile(file);
  } catch (error) {
    const { syscall = 'open' } = error as NodeJS.ErrnoException;
    throw new ConfigError(`${syscall} ${file}: ${goErrorText(error)}`);
  }
  return parseConfig(text, file, surroundings, nestedTexts);
}

/**
 * Reads the text of a configuration file.
 * @throws ConfigError
 */
export function parseConfig(
  text: string,
  file: string,
  surroundings: Surroundings,
  nestedTexts = 0,
): ConfigMap {
  return new ConfigParser(text, file, surroundings, nestedTexts).parse();
}

interface Key extends ConfigPlace {
  readonly text: string;
}

class ConfigParser {
  private readonly cursor: Cursor;
  private readonly file: string;
  private readonly surroundings: Surroundings;
  private readonly nestedTexts: number;
  /** The maps that are open, from the outermost: where variables are looked up. */
  private readonly maps: ConfigMap[] = [new Map<string, ConfigItem>()];
  /** Keys that still want a value. One whose map ends without is taken by the map, as in the real server. */
  private readonly keys: Key[] = [];
  private depth = 0;

  constructor(text: string, file: string, surroundings: Surroundings, nestedTexts: number) {
    this.cursor = new Cursor(text);
    this.file = file;
    this.surroundings = surroundings;
    this.nestedTexts = nestedTexts;
  }

  parse(): ConfigMap {
    try {
      this.readTop();
    } catch (error) {
      if (!(error instanceof EndOfText)) throw error;
    }
    return this.maps[0] as ConfigMap;
  }

  private readTop(): void {
    const { cursor } = this;
    while (!cursor.isAtEnd) {
      const character = cursor.next();
      // The braces of a file that is all JSON.
      if (isSpace(character) || character === '{') continue;
      if (this.isComment(character)) continue;
      if (character === '/' || character === END) throw this.error('Unexpected EOF.');
      cursor.back();
      this.readTopKey();
    }
  }

  private readTopKey(): void {
    const { cursor } = this;
    const character = cursor.peek();
    if (isSeparator(character)) {
      throw this.error(`Unexpected key separator '${character}'`);
    }
    const isQuoted = character === '"' || character === "'";
    if (isQuoted) {
      const start = cursor.at + 1;
      for (cursor.next(); cursor.peek() !== character; cursor.next()) {
        if (cursor.peek() !== END) continue;
        throw cursor.at > start ? this.error('Unexpected EOF.') : new EndOfText();
      }
      this.takeKey(start);
      cursor.next();
    } else {
      const start = cursor.at;
      do cursor.next();
      while (!isSpace(cursor.peek()) && !isSeparator(cursor.peek()) && cursor.peek() !== END);
      if (this.isInclude(start)) {
        this.include();
        this.readTopValueEnd();
        return;
      }
      this.takeKey(start);
    }
    this.skipToTopValue();
    this.set(this.readValue());
    this.readTopValueEnd();
  }

  private skipToTopValue(): void {
    const { cursor } = this;
    for (;;) {
      const character = cursor.next();
      if (isSpace(character)) continue;
      if (isSeparator(character)) return;
      if (character === END) throw new EndOfText();
      cursor.back();
      return;
    }
  }

  private readTopValueEnd(): void {
    const { cursor } = this;
    for (;;) {
      const character = cursor.next();
      if (this.isComment(character)) return;
      if (isBlank(character) || character === '/') continue;
      if (isLineEnd(character) || `;,}${END}`.includes(character)) return;
      throw this.error(
        'Expected a top-level value to end with a new line, comment or EOF, ' +
          `but got '${shown(character)}' instead.`,
      );
    }
  }

  /** Skips a comment whose first character was just read. */
  private isComment(character: string): boolean {
    const { cursor } = this;
    if (character === '/') {
      if (cursor.peek() !== '/') return false;
    } else if (character !== '#') {
      return false;
    }
    while (!isLineEnd(cursor.peek()) && cursor.peek() !== END) cursor.next();
    return true;
  }

  /** What stands from there to the cursor is a key. */
  private takeKey(start: number): void {
    const { cursor, file } = this;
    this.keys.push({
      text: cursor.since(start),
      file,
      line: cursor.line,
      column: cursor.column(start),
    });
  }

  private isInclude(start: number): boolean {
    const { cursor } = this;
    return isSpace(cursor.peek()) && cursor.since(start).toLowerCase() === 'include';
  }

  /** Gives a value to the key that waits for it. */
  private set(item: ConfigItem): void {
    const key = this.keys.pop();
    if (!key) return;
    const { text, ...place } = key;
    this.put(text, { ...item, ...place });
  }

  private put(key: string, item: ConfigItem): void {
    const map = this.maps.at(-1) as ConfigMap;
    // So that the order is that of the last mentions.
    map.delete(key);
    map.set(key, item);
  }

  private readValue(): ConfigItem {
    const { cursor } = this;
    let character = cursor.next();
    while (isBlank(character)) character = cursor.next();
    const start = cursor.at - character.length;
    switch (character) {
      case '[':
        return this.item(this.nested(() => this.readArray()));
      case '{':
        return this.item(this.nested(() => this.readMap()));
      case "'": {
        const value = readSingleQuoted(cursor);
        return this.item({ kind: 'string', value }, start + 1, 1);
      }
      case '"':
        return this.textItem(readDoubleQuoted(cursor).text, 1);
      case '-':
        return this.item(readNegative(cursor, start), start);
      case '(':
        return this.item({ kind: 'string', value: readBlock(cursor) }, start + 1);
      case '.':
        throw this.error('Floats must start with a digit');
      case '\n':
      case '\r':
        throw this.error('Expected value but found new line');
    }
    if (isDigit(character)) {
      cursor.back();
      const number = readNumber(cursor, start);
      if (number) return this.item(number, start);
    } else {
      cursor.back();
      if (cursor.isAtEnd) throw this.error('Expected value but found end of file');
    }
    return this.readBareValue(character === END ? cursor.at : start);
  }

  private readBareValue(start: number): ConfigItem {
    const { cursor } = this;
    const { text, hasEscapes, isQuoted } = readBare(cursor, start);
    if (hasEscapes) return this.textItem(text, isQuoted ? 1 : 0);
    if (isQuoted) return this.item({ kind: 'string', value: text }, start, 1);
    if (TRUE.test(text) || FALSE.test(text)) {
      return this.item({ kind: 'bool', value: TRUE.test(text) }, start);
    }
    if (text.startsWith('$')) return this.item(this.variable(text.slice(1)), start + 1);
    return this.item({ kind: 'string', value: text }, start);
  }

  /** A value that ends so many characters before the cursor, and where it stands. */
  private item(content: ConfigValue, start = this.cursor.at, behind = 0): ConfigItem {
    const { cursor, file } = this;
    cursor.at -= behind;
    const { line } = cursor;
    cursor.at += behind;
    return { content, file, line, column: cursor.column(start), isUsed: false };
  }

  /** As above; the real server counts back from the end by what the text came to. */
  private textItem(value: string, behind: number): ConfigItem {
    const { cursor } = this;
    const item = this.item({ kind: 'string', value }, cursor.at - behind, behind);
    return { ...item, column: item.column - Buffer.byteLength(value) };
  }

  private nested<Value>(read: () => Value): Value {
    this.depth++;
    if (this.depth > DEPTH_MAX) throw this.error(`More than ${DEPTH_MAX} values within values`);
    const value = read();
    this.depth--;
    return value;
  }

  private readArray(): ConfigValue {
    const { cursor } = this;
    const value: ConfigItem[] = [];
    for (;;) {
      const character = cursor.next();
      if (isSpace(character) || this.isComment(character)) continue;
      if (character === ',' || character === '/') {
        throw this.error("Unexpected array value terminator ','.");
      }
      if (character === ']') return { kind: 'slice', value };
      cursor.back();
      value.push(this.readValue());
      if (this.isArrayEnd()) return { kind: 'slice', value };
    }
  }

  private isArrayEnd(): boolean {
    for (;;) {
      const character = this.cursor.next();
      if (isBlank(character) || this.isComment(character)) continue;
      if (isLineEnd(character) || character === ',' || character === '/') return false;
      if (character === ']') return true;
      throw this.error(
        'Expected an array value terminator "," or an array terminator "]", ' +
          `but got '${shown(character)}' instead.`,
      );
    }
  }

  private readMap(): ConfigValue {
    const value: ConfigMap = new Map();
    this.maps.push(value);
    while (this.readMapEntry());
    this.maps.pop();
    return { kind: 'map', value };
  }

  /** Whether there may be another one behind. */
  private readMapEntry(): boolean {
    const { cursor } = this;
    let character = cursor.peek();
    while (isSpace(character) || character === '#' || character === '/') {
      cursor.next();
      // A slash that begins no comment is as if it were not there; what follows is a key.
      if (!this.isComment(character) && character === '/') break;
      character = cursor.peek();
    }
    if (character !== '/') {
      if (isSeparator(character)) throw this.error(`Unexpected key separator '${character}'.`);
      if (character === ']') throw this.error("Unexpected array end ']' processing map.");
      if (character === '}') {
        cursor.next();
        return false;
      }
      if (character === END) throw this.error('Unexpected EOF processing map.');
    }
    if (character === '"' || character === "'") {
      const start = cursor.at + 1;
      for (cursor.next(); cursor.peek() !== character; cursor.next()) this.refuseEnd();
      this.takeKey(start);
      cursor.next();
    } else {
      const start = cursor.at;
      this.refuseEnd();
      cursor.next();
      while (!isSpace(cursor.peek()) && !isSeparator(cursor.peek())) {
        this.refuseEnd();
        cursor.next();
      }
      if (this.isInclude(start)) {
        this.include();
        return this.hasNextEntry();
      }
      this.takeKey(start);
    }
    if (!this.skipToMapValue()) return false;
    this.set(this.readValue());
    return this.hasNextEntry();
  }

  /** Here the real server looks for more for ever. */
  private refuseEnd(): void {
    if (this.cursor.isAtEnd) throw this.error('Unexpected EOF processing map.');
  }

  /** False when the map ends instead. */
  private skipToMapValue(): boolean {
    const { cursor } = this;
    let character = cursor.next();
    while (isSpace(character)) character = cursor.next();
    if (isSeparator(character)) {
      do character = cursor.next();
      while (isSpace(character));
    }
    if (character === ',') throw this.error('Unexpected map value terminator ",".');
    if (character === '}') return false;
    cursor.back();
    return true;
  }

  private hasNextEntry(): boolean {
    for (;;) {
      const character = this.cursor.next();
      if (isBlank(character) || this.isComment(character)) continue;
      if (isLineEnd(character) || ';,/'.includes(character)) return true;
      if (character === '}') return false;
      throw this.error(
        'Expected a map value terminator "," or a map terminator "}", ' +
          `but got '${shown(character)}' instead.`,
      );
    }
  }

  private include(): void {
    const file = this.readIncluded();
    let included: ConfigMap;
    try {
      if (this.nestedTexts >= NESTED_TEXTS_MAX) {
        throw new ConfigError(`more than ${NESTED_TEXTS_MAX} files that include each other`);
      }
      const path = join(dirname(this.file), file).replace(/(?<=.)\/$/, '');
      included = parseConfigFile(path, this.surroundings, this.nestedTexts + 1);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      throw new ConfigError(`error parsing include file '${file}', ${error.message}`);
    }
    for (const [key, item] of included) this.put(key, item);
  }

  private readIncluded(): string {
    const { cursor } = this;
    let character = cursor.next();
    while (isBlank(character)) character = cursor.next();
    if (character === '"' || character === "'") {
      const start = cursor.at;
      while (cursor.next() !== character) {
        if (cursor.isAtEnd) throw this.error('Unexpected EOF.');
      }
      return cursor.text.slice(start, cursor.at - 1);
    }
    const wrong = INSTEAD_OF_A_FILE[isDigit(character) ? '-' : character];
    if (wrong !== undefined) {
      throw this.error(`Expected include value but found ${wrong}`);
    }
    cursor.back();
    const start = cursor.at;
    for (;;) {
      const next = cursor.next();
      if (next === "'") return cursor.text.slice(start, cursor.at - 1);
      if (isLineEnd(next) || isBlank(next) || `;}${END}`.includes(next)) {
        cursor.back();
        return cursor.since(start);
      }
    }
  }

  /** What a variable stands for: a key that came before, the nearest first, or the environment. */
  private variable(name: string): ConfigValue {
    if (name.startsWith(BCRYPT)) return { kind: 'string', value: `$${name}` };
    for (const map of this.maps.toReversed()) {
      const item = map.get(name);
      if (!item) continue;
      item.isUsed = true;
      return item.content;
    }
    const where = `variable reference for '${name}' on line ${this.cursor.line}`;
    const found = this.surroundings.env(name);
    if (found === undefined) throw new ConfigError(`${where} can not be found`);
    try {
      if (this.nestedTexts >= NESTED_TEXTS_MAX) {
        throw new ConfigError(`more than ${NESTED_TEXTS_MAX} variables that name each other`);
      }
      const map = parseConfig(`pk=${found}`, '', this.surroundings, this.nestedTexts + 1);
      const item = map.get('pk');
      if (item) return item.content;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      throw new ConfigError(`${where} could not be parsed: ${error.message}`);
    }
    throw new ConfigError(`${where} can not be found`);
  }

  private error(text: string): ConfigError {
    return parseError(this.cursor, text);
  }
}

const INSTEAD_OF_A_FILE: Readonly<Record<string, string>> = {
  '[': 'start of an array',
  '{': 'start of a map',
  '(': 'start of a block',
  '-': 'start of a number',
  '\\': 'escape sequence',
  '\n': 'new line',
  '\r': 'new line',
};

function isSeparator(character: string): boolean {
  return character === ':' || character === '=';
}
