import { createReadStream } from 'node:fs';
import { HistoryDecoder, type DecodedHistory } from '../history/decode-history';

const PIECE_BYTES = 1024 * 1024;

/**
 * Reads the history in a file.
 * @param signal ends it early, with an error
 * @throws HistoryError, or what the file system says
 */
export async function readHistory(file: string, signal: AbortSignal): Promise<DecodedHistory> {
  const decoder = new HistoryDecoder();
  for await (const piece of createReadStream(file, { highWaterMark: PIECE_BYTES, signal })) {
    decoder.push(piece as Buffer);
  }
  return decoder.end();
}
