import type { MsgStore } from '../../server/stores/store';
import { storeWith } from './parts/store-with';
import type { Sabotage } from './sabotage';

const KEPT = 10;

/** Messages of which all but the newest are gone. */
function keepingFew(msgs: MsgStore): MsgStore {
  const first = (): number => Math.max(msgs.first, msgs.last - KEPT + 1);
  return {
    get first() {
      return first();
    },
    get last() {
      return msgs.last;
    },
    get count() {
      return Math.min(KEPT, msgs.count);
    },
    get bytes() {
      return msgs.bytes;
    },
    append: (parts) => msgs.append(parts),
    lookup: (sequence, found) => sequence >= first() && msgs.lookup(sequence, found),
    sequenceAt: (timestampNs) => Math.max(first(), msgs.sequenceAt(timestampNs)),
  };
}

export const trimsTooMuch: Sabotage = {
  name: 'trims-too-much',
  wrong: 'It keeps the ten newest events of a channel, however many it is to keep.',
  scenario: 'limits',
  red: ['limits'],
  decorate: () => ({
    store: (store) => storeWith(store, { msgs: keepingFew }),
  }),
};
