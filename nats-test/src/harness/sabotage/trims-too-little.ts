import type { MsgStore, StoredMsg } from '../../server/stores/store';
import { storeWith } from '../../server/tap/store-with';
import type { Sabotage } from './sabotage';

/** Messages of which so many stay. */
function keeping(kept: number, msgs: MsgStore): MsgStore {
  const copies = new Map<number, Buffer>();
  const found: StoredMsg = { bytes: Buffer.alloc(0), start: 0, end: 0 };
  const first = (): number => Math.min(msgs.first, Math.max(1, msgs.last - kept + 1));
  return {
    get first() {
      return first();
    },
    get last() {
      return msgs.last;
    },
    get count() {
      return msgs.last - first() + 1;
    },
    get bytes() {
      return msgs.bytes;
    },
    append: (parts) => {
      msgs.append(parts);
      copies.delete(parts.sequence - kept);
      if (!msgs.lookup(parts.sequence, found)) return;
      copies.set(parts.sequence, Buffer.from(found.bytes.subarray(found.start, found.end)));
    },
    lookup: (sequence, target) => {
      const bytes = copies.get(sequence);
      if (!bytes) return msgs.lookup(sequence, target);
      Object.assign(target, { bytes, start: 0, end: bytes.length });
      return true;
    },
    sequenceAt: (timestampNs) => msgs.sequenceAt(timestampNs),
  };
}

export const trimsTooLittle: Sabotage = {
  name: 'trims-too-little',
  wrong: 'It keeps twice as many events of a channel as it is to keep.',
  scenario: 'limits',
  red: ['limits'],
  decorate: () => ({
    store: (store) => {
      const { msgsMax } = store.limits;
      return storeWith(store, { msgs: (msgs) => keeping(2 * msgsMax, msgs) });
    },
  }),
};
