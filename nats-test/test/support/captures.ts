import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes that were captured from the real server 0.17.0 or from node-nats-streaming; see fixtures/capture.ts. */
export interface Capture {
  /** The name of the protobuf message. */
  readonly message: string;
  readonly bytes: Buffer;
  /** What protobufjs reads in them: bytes in hex, 64 bit numbers as text. */
  readonly value: Readonly<Record<string, unknown>>;
}

interface StoredCapture {
  readonly message: string;
  readonly hex: string;
  readonly value: Record<string, unknown>;
}

/** The captures by name. */
export function readCaptures(): ReadonlyMap<string, Capture> {
  const file = join(__dirname, '../fixtures/streaming-0.17.0.json');
  const stored = JSON.parse(readFileSync(file, 'utf8')) as Record<string, StoredCapture>;
  return new Map(
    Object.entries(stored).map(([name, { message, hex, value }]) => [
      name,
      { message, bytes: Buffer.from(hex, 'hex'), value },
    ]),
  );
}
