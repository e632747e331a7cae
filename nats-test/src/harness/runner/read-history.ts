import { createReadStream } from 'node:fs';
import { HistoryDecoder, type DecodedHistory } from '../history/decode-history';

const PIECE_BYTES = 1024 * 1024;

/**
 * Reads the history in a file.
 * @throws HistoryError, or what the file system says; the reason of `interrupted`
 */
export async function readHistory(file: string, interrupted: AbortSignal): Promise<DecodedHistory> {
  const decoder = new HistoryDecoder();
  for await (const piece of createReadStream(file, { highWaterMark: PIECE_BYTES })) {
    interrupted.throwIfAborted();
    decoder.push(piece as Buffer);
  }
  return decoder.end();
}
