import type { CommandOptions } from '../options';
import { CheckSetupError } from '../setup-error';
import type { OpenListener } from './listener';

/** Not there yet. */
export function openProcessListener({ command }: CommandOptions<unknown, unknown>): OpenListener {
  throw new CheckSetupError(`listeners as processes can't be checked yet: ${command}`);
}
