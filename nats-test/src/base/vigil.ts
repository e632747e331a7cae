/** Turns that follow each other more closely than this are a conversation. */
const CLOSE_MS = 0.1;
/** How long an answer to what was just sent is waited for without sleeping. */
const VIGIL_MS = 0.06;
/** So often may be asked meanwhile: ten times as often as an event loop can, unless the clock stands still. */
const LOOKS_MAX = 1000;
/** After vigils in vain so many turns at most go by without one. */
const REST_TURNS_MAX = 64;

/**
 * Decides whether the event loop stays awake for a moment behind a turn.
 *
 * A process that sleeps until a socket has something is woken by the kernel, and on a machine with
 * nothing else to do that takes longer than to handle a message. So where turns follow each other
 * closely, the next one is awaited for some microseconds without sleeping, as Go's scheduler does
 * for the real server. Where nothing comes of it, as on a machine without an idle CPU, it is tried
 * more and more rarely.
 */
export class Vigil {
  private lastTurnMs = Number.NEGATIVE_INFINITY;
  private endMs = Number.NEGATIVE_INFINITY;
  private looksLeft = 0;
  private isKept = false;
  private restTurns = 0;
  private restTurnsNext = 1;

  /**
   * A turn has ended.
   * @param nowMs a clock that does not go back, in milliseconds
   * @returns whether to stay awake, and to ask `goesOn` again and again
   */
  turnEnded(nowMs: number): boolean {
    const isConversation = nowMs - this.lastTurnMs < CLOSE_MS;
    this.lastTurnMs = nowMs;
    if (this.isKept) this.restTurnsNext = 1;
    else if (this.restTurns > 0) this.restTurns--;
    this.isKept = isConversation && this.restTurns === 0;
    this.endMs = nowMs + VIGIL_MS;
    this.looksLeft = LOOKS_MAX;
    return this.isKept;
  }

  /** Whether to stay awake still; false from the moment when it was long enough. */
  goesOn(nowMs: number): boolean {
    if (!this.isKept || (nowMs < this.endMs && this.looksLeft-- > 0)) return this.isKept;
    this.isKept = false;
    this.restTurns = this.restTurnsNext;
    this.restTurnsNext = Math.min(2 * this.restTurnsNext, REST_TURNS_MAX);
    return false;
  }
}
