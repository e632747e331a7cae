import type { Finding } from '../checker';
import { invalid } from '../finding';
import type { Delivery, Facts } from './facts';
import { isRefusal } from './refusal';

/** In which way an event can't have been in a right channel. */
export type WrongEntryKind = 'phantom' | 'aborted read' | 'duplicate entry' | 'inconsistent';

export interface WrongEntry {
  readonly kind: WrongEntryKind;
  readonly finding: Finding;
}

/**
 * Events that can't have been in a right channel: nobody published them, they were refused, or value
 * and sequence do not belong together. In the order in which they came; of each kind the first.
 */
export function wrongEntries(facts: Facts): WrongEntry[] {
  const reader = new EntryReader(facts);
  for (const operation of facts.history) {
    if (operation.f === 'deliver') reader.read(operation);
  }
  return reader.finish();
}

/** One event under two sequences. */
interface Double {
  readonly before: Delivery;
  readonly delivery: Delivery;
}

class EntryReader {
  private readonly found: WrongEntry[] = [];
  private readonly doubles: Double[] = [];
  /** Deliveries under sequences that have two events. */
  private readonly unclear = new Set<Delivery>();
  private readonly facts: Facts;
  /** By channel, the first delivery under each sequence. */
  private readonly byPlace = new Map<string, Map<number, Delivery>>();
  private readonly byValue = new Map<string, Delivery>();

  constructor(facts: Facts) {
    this.facts = facts;
  }

  read(delivery: Delivery): void {
    const { channel, value, sequence } = delivery;
    const publication = this.facts.publications.get(value);
    if (publication?.channel !== channel) {
      this.note('phantom', invalid(`an event that nobody published in ${channel}`, delivery));
      return;
    }
    const { asked, answer } = publication;
    if (isRefusal(answer)) {
      const text = 'an event whose publishing was refused';
      this.note('aborted read', invalid(text, asked, answer, delivery));
      return;
    }
    const places = this.byPlace.get(channel) ?? new Map<number, Delivery>();
    this.byPlace.set(channel, places);
    const there = places.get(sequence);
    if (!there) places.set(sequence, delivery);
    else if (there.value !== value) {
      const text = `two events with the sequence ${sequence}`;
      this.unclear.add(there);
      this.note('inconsistent', invalid(text, asked, there, delivery));
      return;
    }
    const before = this.byValue.get(value);
    if (!before) this.byValue.set(value, delivery);
    else if (before.sequence !== sequence) this.doubles.push({ before, delivery });
  }

  finish(): WrongEntry[] {
    for (const { before, delivery } of this.doubles) {
      // Where one sequence has two events, one of them may be under its own there, and not twice.
      if (this.unclear.has(before)) continue;
      const there = this.byPlace.get(delivery.channel)?.get(delivery.sequence);
      if (there && this.unclear.has(there)) continue;
      const sequences = `${before.sequence} and ${delivery.sequence}`;
      const text = `one event with two sequences, ${sequences}`;
      const asked = this.facts.publications.get(delivery.value)?.asked;
      this.note('duplicate entry', invalid(text, asked, before, delivery));
      break;
    }
    const shownAt = ({ finding }: WrongEntry): number => finding.proof.at(-1)?.index ?? 0;
    return this.found.sort((a, b) => shownAt(a) - shownAt(b));
  }

  private note(kind: WrongEntryKind, finding: Finding): void {
    if (!this.found.some((entry) => entry.kind === kind)) this.found.push({ kind, finding });
  }
}
