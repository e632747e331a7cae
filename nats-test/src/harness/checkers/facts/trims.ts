import type { Limits } from '../../history/target-facts';
import type { Publication } from './facts';
import { isRefusal } from './refusal';

/** Clocks differ, and a server looks for what is too old now and then. */
const AGE_MS = 3000;

/** What one channel may have let go of, since it keeps so much and no more: the oldest goes first. */
export class Trims {
  private readonly limits: Limits;
  /** Times and places at which something was asked to be published that was not refused, in order. */
  private readonly asked: { readonly timeMs: number; readonly index: number }[] = [];
  private readonly answered: number[] = [];
  /** Of publications that were stored for sure, in the order in which they were asked for. */
  private readonly stored: { readonly askedIndex: number; readonly answeredIndex: number }[] = [];

  constructor(limits: Limits, channel: readonly Publication[]) {
    this.limits = limits;
    for (const { asked, answer } of channel) {
      if (isRefusal(answer)) continue;
      this.asked.push(asked);
      if (answer?.type !== 'ok') continue;
      this.answered.push(answer.index);
      this.stored.push({ askedIndex: asked.index, answeredIndex: answer.index });
    }
    this.answered.sort((a, b) => a - b);
  }

  /** Whether a right server may have let go of the event until then. */
  mayBeGone({ asked }: Publication, atMs: number): boolean {
    const { msgsMax, bytesMax, ageMsMax } = this.limits;
    if (ageMsMax !== undefined && atMs - asked.timeMs >= ageMsMax - AGE_MS) return true;
    if (msgsMax === undefined && bytesMax === undefined) return false;
    const all = firstAt(this.asked.length, (i) => (this.asked[i]?.timeMs ?? 0) > atMs);
    const before = firstAt(this.answered.length, (i) => (this.answered[i] ?? 0) > asked.index);
    const later = all - before - 1;
    // Nobody knows how many bytes an event takes.
    return (bytesMax !== undefined && later > 0) || (msgsMax !== undefined && later >= msgsMax);
  }

  /** Whether a right server had surely let go of the event at that place of the history. */
  mustBeGone({ answer }: Publication, at: { readonly index: number; readonly timeMs: number }) {
    if (answer?.type !== 'ok') return false;
    const { msgsMax, ageMsMax } = this.limits;
    if (ageMsMax !== undefined && at.timeMs - answer.timeMs > ageMsMax + AGE_MS) return true;
    if (msgsMax === undefined) return false;
    const from = firstAt(
      this.stored.length,
      (i) => (this.stored[i]?.askedIndex ?? 0) > answer.index,
    );
    let later = 0;
    for (let i = from; i < this.stored.length && later < msgsMax; i++) {
      const { askedIndex = 0, answeredIndex = 0 } = this.stored[i] ?? {};
      if (askedIndex > at.index) break;
      if (answeredIndex < at.index) later++;
    }
    return later >= msgsMax;
  }
}

/** The first place from 0 at which it is so; it stays so from there on. */
function firstAt(length: number, isSo: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
