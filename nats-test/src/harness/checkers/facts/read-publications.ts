import type { OperationOf } from '../../history/operation';
import type { Ack, Delivery, Publication } from './facts';

/** Follows events from their publishers on. */
export class PublicationReader {
  readonly publications = new Map<string, Publication>();
  readonly channels = new Map<string, Publication[]>();

  publish(operation: OperationOf<'publish'>): void {
    const { type, value, channel } = operation;
    const there = this.publications.get(value);
    if (type !== 'invoke') {
      if (there) there.answer = operation;
      return;
    }
    // Values are unique; should one come twice all the same, the first one counts.
    if (there) return;
    const siblings = this.channels.get(channel) ?? [];
    this.channels.set(channel, siblings);
    const publication: Publication = {
      value,
      channel,
      asked: operation,
      answer: undefined,
      sequence: undefined,
      otherSequences: undefined,
      number: siblings.length + 1,
      sequenceMin: 1,
      sequenceMax: Number.POSITIVE_INFINITY,
    };
    siblings.push(publication);
    this.publications.set(value, publication);
  }

  /** Whether somebody has tried to publish what came. */
  knows({ value, channel }: Delivery | Ack): boolean {
    return this.publications.get(value)?.channel === channel;
  }

  deliver({ value, sequence }: Delivery): void {
    const publication = this.publications.get(value);
    if (!publication || publication.sequence === sequence) return;
    if (publication.sequence === undefined) {
      publication.sequence = sequence;
      return;
    }
    const others = (publication.otherSequences ??= []);
    if (!others.includes(sequence)) others.push(sequence);
  }

  /** Narrows down the sequences of what nobody got, by what was published before and after it. */
  finish(): void {
    for (const siblings of this.channels.values()) {
      narrowFromBelow(siblings);
      narrowFromAbove(siblings);
    }
  }
}

/** What was asked for after another one was answered has a higher sequence. */
function narrowFromBelow(siblings: readonly Publication[]): void {
  const answered = siblings
    .filter(({ answer }) => answer?.type === 'ok')
    .sort((a, b) => answeredAt(a) - answeredAt(b));
  let next = 0;
  let highest = 0;
  for (const publication of siblings) {
    for (; next < answered.length; next++) {
      const before = answered[next];
      if (!before || answeredAt(before) > publication.asked.index) break;
      highest = Math.max(highest, before.sequence ?? before.sequenceMin);
    }
    publication.sequenceMin = publication.sequence ?? highest + 1;
  }
}

function narrowFromAbove(siblings: readonly Publication[]): void {
  const latestFirst = siblings
    .filter(({ answer }) => answer?.type === 'ok')
    .sort((a, b) => answeredAt(b) - answeredAt(a));
  let next = siblings.length - 1;
  let lowest = Number.POSITIVE_INFINITY;
  for (const publication of latestFirst) {
    for (; next >= 0; next--) {
      const after = siblings[next];
      if (!after || after.asked.index < answeredAt(publication)) break;
      lowest = Math.min(lowest, after.sequence ?? Number.POSITIVE_INFINITY);
    }
    publication.sequenceMax = publication.sequence ?? lowest - 1;
  }
}

function answeredAt({ answer }: Publication): number {
  return answer?.index ?? Number.POSITIVE_INFINITY;
}
