import { coloured, plain, type Paint } from '../base/paint';

/** Colours for a stream that shows them to a person; none in a file or a pipe, or with NO_COLOR. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  return showsColours(stream, env) ? coloured : plain;
}

/** Whether a stream shows colours to a person who wants them. */
export function showsColours(
  stream: { readonly isTTY?: boolean },
  env: NodeJS.ProcessEnv,
): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
