import { systemClock } from '../base/clock';
import { jumpingClock } from '../base/jumping-clock';
import { findSabotage } from '../harness/sabotage/all';
import type { Decorations } from '../server/decorations';
import { outliveOutputErrors } from './output-errors';
import { run } from './streaming-server/run';
import { stay } from './streaming-server/stay';

/*
 * The embedded server as a target of `nats-test verify`, in a process of its own, so that it can be
 * killed and frozen. It takes the flags of the real server, and before them:
 *   --clock MS        its wall clock is so far ahead, or behind below 0
 *   --sabotage NAME   in which way it is to be wrong on purpose
 * Whoever started it may send `{ jumpMs }`, and it ends when that process has ended.
 */

const args = process.argv.slice(2);

/** Takes an option of our own off the command line. */
function take(option: string): string | undefined {
  if (args[0] !== option) return undefined;
  return args.splice(0, 2)[1];
}

const sabotage = take('--sabotage');
const clock = jumpingClock(systemClock());
clock.jump(Number(take('--clock') ?? 0));
outliveOutputErrors(process, () => {
  process.exitCode ??= 1;
});

process.on('message', ({ jumpMs }: { readonly jumpMs: number }) => {
  clock.jump(jumpMs);
});
const stop = stay(
  run(args, { clock, ...(sabotage === undefined ? {} : { decorate: decorationsOf(sabotage) }) }),
  {
    exit: (exitStatus) => process.exit(exitStatus),
    runOut: (exitStatus) => {
      process.exitCode = exitStatus;
    },
  },
);
process.on('disconnect', () => void stop());

function decorationsOf(name: string): Decorations {
  const found = findSabotage(name);
  if (found) return found.decorate();
  process.stderr.write(`there is no sabotage ${name}\n`);
  process.exit(2);
}
