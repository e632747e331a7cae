/** Refusals of a server that do not begin with `stan: `. */
const OTHERS = /^(too many channels$|too many subscriptions per channel$|can't find clientID: )/;

/**
 * Whether it is the server that said no. A client that could not reach it fails, too, and nothing
 * can be held against the server then.
 */
export function isRefusal(
  operation: { readonly type: string; readonly error?: string } | undefined,
): boolean {
  if (operation?.type !== 'fail') return false;
  const { error = '' } = operation;
  return error.startsWith('stan: ') || OTHERS.test(error);
}
