import { open, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HistoryEncoder } from '../history/encode-history';
import type { HistoryEnd, HistoryHeader } from '../history/format';
import type { Operation } from '../history/operation';

/** Text of so many is made at a time: some hundred kilobytes. */
const BATCH_MAX = 1000;

/**
 * Writes the history of a scenario into a file while it happens, so that a run that dies leaves what
 * it has seen. What comes within one turn of the event loop, or while the disk is busy, is one write;
 * what waits for the disk is no copy of what the recorder keeps, but the same operations.
 */
export class HistoryWriter {
  readonly file: string;
  private readonly encoder = new HistoryEncoder();
  private readonly failure = new AbortController();
  private handle: FileHandle | undefined;
  private waiting: Operation[] = [];
  private writing: Promise<void> | undefined;
  private isOver = false;

  /** Begins at once with the header. @param folder must be there */
  constructor(folder: string, header: HistoryHeader) {
    this.file = join(folder, `${header.scenario}.ndjson`);
    this.writing = this.guarded(() => this.begin(header));
  }

  /** Aborts when the file can't be written; its reason is a sentence with the next step. */
  get failed(): AbortSignal {
    return this.failure.signal;
  }

  /** Never throws: what goes wrong is told by `failed`. What comes after the end is let go. */
  write(operation: Operation): void {
    if (this.failed.aborted || this.isOver) return;
    this.waiting.push(operation);
    this.writing ??= this.guarded(() => this.writeWaiting());
  }

  /**
   * Writes what still waits, and lets go of the file.
   * @param end makes the file whole; left out for a run that has come to no end
   * @returns what went wrong, as the reason of `failed`
   */
  async end(end?: HistoryEnd): Promise<string | undefined> {
    this.isOver = true;
    while (this.writing) await this.writing;
    if (end) await this.guarded(() => this.complete(end));
    await this.handle?.close().catch(() => undefined);
    this.handle = undefined;
    return this.failed.aborted ? String(this.failed.reason) : undefined;
  }

  private async begin(header: HistoryHeader): Promise<void> {
    // Whoever writes or reads one of this name goes on with that.
    await unlink(this.file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
    this.handle = await open(this.file, 'wx');
    await this.handle.appendFile(this.encoder.header(header));
    await this.writeWaiting();
  }

  private async writeWaiting(): Promise<void> {
    while (this.waiting.length > 0) {
      await nextTurn();
      const operations = this.waiting;
      this.waiting = [];
      for (let at = 0; at < operations.length; at += BATCH_MAX) {
        await this.handle?.appendFile(
          this.encoder.operations(operations.slice(at, at + BATCH_MAX)),
        );
      }
    }
    this.writing = undefined;
  }

  private async complete(end: HistoryEnd): Promise<void> {
    if (!this.handle) return;
    await this.handle.appendFile(this.encoder.end(end));
    // Some disks say only now that they had no room.
    await this.handle.sync();
    // Who takes the folder away, or another run that has it too, leaves our handle to nothing.
    const [ours, there] = [await this.handle.stat(), await stat(this.file)];
    if (ours.ino !== there.ino || ours.dev !== there.dev) throw new Error('replaced meanwhile');
  }

  private async guarded(act: () => Promise<void>): Promise<void> {
    try {
      if (!this.failed.aborted) await act();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const why = `the history can't be written to ${this.file} (${code ?? message})`;
      this.waiting = [];
      this.writing = undefined;
      this.failure.abort(`${why}: give another folder with --history`);
    }
  }
}
