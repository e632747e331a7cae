import { coloured, plain, type Paint } from '../base/paint';

/** Colours for a stream that shows them to a person; none in a file or a pipe, or with NO_COLOR. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb' ? coloured : plain;
}
