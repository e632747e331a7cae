/*
 * Texts of Go, in which the real server says what went wrong: scripts look for them.
 */

/** How Go's standard library calls an error of the system, by its code. */
const ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EAFNOSUPPORT: 'address family not supported by protocol',
  EEXIST: 'file exists',
  EIO: 'input/output error',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'file name too long',
  ENODEV: 'no such device',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'not a directory',
  ENXIO: 'no such device or address',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
  ESRCH: 'no such process',
};

/** What Go says of an error of the system; of another one its own message. */
export function goErrorText(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === undefined ? undefined : ERRORS[code]) ?? message;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** A text as Go's `%q` writes it: in quotes, with what cannot be seen escaped. */
export function goQuote(text: string): string {
  // What Go can print: letters, marks, numbers, punctuation, symbols, and the plain space.
  const quoted = text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return (
      ESCAPES[character] ??
      (code < 0x80
        ? `\\x${hex.padStart(2, '0')}`
        : code > 0xffff
          ? `\\U${hex.padStart(8, '0')}`
          : `\\u${hex.padStart(4, '0')}`)
    );
  });
  return `"${quoted}"`;
}
