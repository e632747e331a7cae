import type { CrashMoment } from '../history';
import type { Flight } from './flight';
import type { Life } from './life';
import type { Stage } from './stage';

/**
 * Has members die. Where nobody is left who shares the state, those who come after them get it as it
 * is in this moment: what the code of the dead still does in this process is lost, as it would be.
 * Where somebody is left, or nobody can copy the state, the dead may finish what they are at; a
 * process whose network is gone may do that, too.
 * @param first what the first of them was at, if that matters
 * @param earlier the state as it was in a moment before, if that is what counts
 */
export async function kill(
  stage: Stage,
  victims: readonly Life[],
  when: CrashMoment,
  first?: Flight,
  earlier?: Promise<unknown>,
): Promise<void> {
  const { cast, gate, troupe } = stage;
  const isBusy = gate.released.some(({ life, isAcked }) => victims.includes(life) && !isAcked);
  const copyState = victims.length === troupe.lives.length ? cast.copyState : undefined;
  // Before anything else can happen.
  const copying = copyState && (earlier ?? copyState(stage.state));
  const kills = victims.map((life) =>
    troupe.kill(life, when, life === first?.life ? first.facts : undefined),
  );
  if (copyState) stage.replaceState(await copying);
  await Promise.all(kills);
  if (isBusy && !copyState && !cast.isProcess) await stage.until(() => false, stage.quietMs);
}
