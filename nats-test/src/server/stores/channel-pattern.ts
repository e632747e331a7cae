/**
 * Whether it names a channel, or channels by wildcards: no empty token, no slash, `*` and `>` only as
 * whole tokens, `>` only as the last one.
 */
export function isChannelPattern(text: string): boolean {
  if (text.includes('/')) return false;
  const tokens = text.split('.');
  return tokens.every((token, i) => {
    if (token === '>') return i === tokens.length - 1;
    return token !== '' && (token === '*' || !/[*>]/.test(token));
  });
}
