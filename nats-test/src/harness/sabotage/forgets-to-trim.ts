import type { MsgStore, StoredMsg } from '../../server/stores/store';
import { storeWith } from './parts/store-with';
import type { Sabotage } from './sabotage';

/** Messages of which none ever goes. */
function keepingAll(msgs: MsgStore): MsgStore {
  const all = new Map<number, Buffer>();
  const found: StoredMsg = { bytes: Buffer.alloc(0), start: 0, end: 0 };
  return {
    get first() {
      return Math.min(1, msgs.first);
    },
    get last() {
      return msgs.last;
    },
    get count() {
      return msgs.last;
    },
    get bytes() {
      return msgs.bytes;
    },
    append: (parts) => {
      msgs.append(parts);
      if (!msgs.lookup(parts.sequence, found)) return;
      all.set(parts.sequence, Buffer.from(found.bytes.subarray(found.start, found.end)));
    },
    lookup: (sequence, target) => {
      const bytes = all.get(sequence);
      if (!bytes) return msgs.lookup(sequence, target);
      Object.assign(target, { bytes, start: 0, end: bytes.length });
      return true;
    },
    sequenceAt: (timestampNs) => msgs.sequenceAt(timestampNs),
  };
}

export const forgetsToTrim: Sabotage = {
  name: 'forgets-to-trim',
  wrong: 'It keeps every event of a channel, however few it is to keep.',
  scenario: 'limits',
  red: ['limits'],
  decorate: () => ({
    store: (store) => storeWith(store, { msgs: keepingAll }),
  }),
};
