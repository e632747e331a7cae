import { acknowledgesBeforeStoring } from './acknowledges-before-storing';
import { deliversTheUnpublished } from './delivers-the-unpublished';
import { deliversToTwoMembers } from './delivers-to-two-members';
import { dropsEachTwentieth } from './drops-each-twentieth';
import { dropsTheLast } from './drops-the-last';
import { evictsTooEarly } from './evicts-too-early';
import { favoursOneMember } from './favours-one-member';
import { flagsWhatIsNew } from './flags-what-is-new';
import { forgetsAcks } from './forgets-acks';
import { forgetsAcksOfDurables } from './forgets-acks-of-durables';
import { forgetsDurables } from './forgets-durables';
import { forgetsTheFlag } from './forgets-the-flag';
import { ignoresMaxInFlight } from './ignores-max-in-flight';
import { keepsSilentOwners } from './keeps-silent-owners';
import { keepsTheClosed } from './keeps-the-closed';
import { keepsTheUnsubscribed } from './keeps-the-unsubscribed';
import { losesTheLastOnRestart } from './loses-the-last-on-restart';
import { miscountsRedeliveries } from './miscounts-redeliveries';
import { neverEvicts } from './never-evicts';
import { neverRedelivers } from './never-redelivers';
import { redeliversAnotherPayload } from './redelivers-another-payload';
import { redeliversEarly } from './redelivers-early';
import { renumbersVersions } from './renumbers-versions';
import { reordersAPublisher } from './reorders-a-publisher';
import { resumesTooFar } from './resumes-too-far';
import { sharesAmongGroups } from './shares-among-groups';
import { sharesClientIds } from './shares-client-ids';
import { skipsDeliveries } from './skips-deliveries';
import { startsAtTheFirst } from './starts-at-the-first';
import { startsOneTooLate } from './starts-one-too-late';
import { storesTwice } from './stores-twice';
import { storesWhatItRefuses } from './stores-what-it-refuses';
import { swapsDeliveries } from './swaps-deliveries';
import { trimsTooLittle } from './trims-too-little';
import { trimsTooMuch } from './trims-too-much';
import type { Sabotage } from './sabotage';

/** Every way to be wrong, in the order in which they are listed. */
export const sabotages: readonly Sabotage[] = [
  dropsEachTwentieth,
  dropsTheLast,
  skipsDeliveries,
  deliversTheUnpublished,
  storesWhatItRefuses,
  storesTwice,
  redeliversAnotherPayload,
  reordersAPublisher,
  swapsDeliveries,
  forgetsAcks,
  redeliversEarly,
  neverRedelivers,
  forgetsTheFlag,
  flagsWhatIsNew,
  miscountsRedeliveries,
  deliversToTwoMembers,
  favoursOneMember,
  ignoresMaxInFlight,
  forgetsDurables,
  resumesTooFar,
  forgetsAcksOfDurables,
  keepsTheUnsubscribed,
  sharesClientIds,
  keepsSilentOwners,
  evictsTooEarly,
  neverEvicts,
  startsAtTheFirst,
  startsOneTooLate,
  keepsTheClosed,
  sharesAmongGroups,
  renumbersVersions,
  trimsTooLittle,
  trimsTooMuch,
  acknowledgesBeforeStoring,
  losesTheLastOnRestart,
];

/** @returns undefined when there is none of that name */
export function findSabotage(name: string): Sabotage | undefined {
  return sabotages.find((sabotage) => sabotage.name === name);
}
