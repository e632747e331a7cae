/** `[PID] DATE TIME ` at the beginning of a line. */
const STAMP = /^\[\d+\] \S+ \S+ /;
/** Why a server ended stands there; what comes behind is how it got there. */
const REASON = /\[FTL\]|^(panic|fatal error):/;
const CHARS_MAX = 200;

/** What the log of a server that has ended says of the reason; empty when there is no log. */
export function lastWord(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const line = lines.findLast((it) => REASON.test(it)) ?? lines.at(-1) ?? '';
  return line.replace(STAMP, '').trim().slice(0, CHARS_MAX);
}
