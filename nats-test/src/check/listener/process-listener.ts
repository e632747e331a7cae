import type { CommandOptions } from '../options';
import { CheckSetupError } from '../setup-error';
import type { OpenListener } from './listener';

/** Not there yet. */
export function openProcessListener({ command }: Pick<CommandOptions<unknown, unknown>, 'command'>): OpenListener {
  throw new CheckSetupError(`listeners as processes can't be checked yet: ${command}`);
}
