/*
 * Subjects inside the broker are texts with one character a byte ("latin1"), so that every byte a
 * client sends comes back as it was, whatever its encoding.
 */

/** A subject as the broker keeps it, from a text with any characters. */
export function subjectFromText(text: string): string {
  // Nearly all subjects are ASCII, which is the same either way.
  // eslint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** The text of a subject as the broker keeps it. */
export function textFromSubject(subject: string): string {
  return Buffer.from(subject, 'latin1').toString('utf8');
}

/** Whether messages of a subject without wildcards are for a subscription. */
export function matchesSubject(literal: string, subscribed: string): boolean {
  const tokens = literal.split('.');
  const wanted = subscribed.split('.');
  if (wanted.at(-1) === '>') {
    if (tokens.length < wanted.length) return false;
    wanted.pop();
  } else if (tokens.length !== wanted.length) {
    return false;
  }
  return wanted.every((token, i) => token === '*' || token === tokens[i]);
}

/**
 * Whether a message can be sent there: not empty, and nothing in it that would end a word or a line.
 * Subjects inside requests of clients (inboxes) may hold anything; on the wire it would be more ops.
 */
export function isPublishable(subject: string): boolean {
  return subject !== '' && !/[ \t\r\n]/.test(subject);
}

/** Tokens that are not empty, and none of them a wildcard: what a pedantic client may publish to. */
export function isLiteralSubject(subject: string): boolean {
  return subject.split('.').every((token) => token !== '' && token !== '*' && token !== '>');
}

/** Whether the subject can be subscribed to: no empty token, and `>` only as the last one. */
export function isSubscribable(subject: string): boolean {
  const tokens = subject.split('.');
  return tokens.every((token, i) => token !== '' && (token !== '>' || i === tokens.length - 1));
}

/** Whether a token of the subject is `*` or `>`. Either inside a longer token is an ordinary character. */
export function hasWildcard(subject: string): boolean {
  return subject.split('.').some((token) => token === '*' || token === '>');
}

/** How many characters of a subject stand before its first wildcard; all, when it has none. */
export function literalLength(subject: string): number {
  const wildcard = subject.search(/[*>]/);
  return wildcard < 0 ? subject.length : wildcard;
}
