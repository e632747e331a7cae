import { nameOf } from '../verify/received';
import { readPayload, type Payload } from './payload';

/** The round that a subscriber listens to. */
export interface ArrivalRound extends Pick<Payload, 'bench' | 'round'> {
  readonly publishers: number;
  /** Their names. */
  readonly channels: readonly string[];
}

/** What came and is no message of the round. */
export interface NoArrival {
  /**
   * `foreign`: of another bench, which is not the server's fault. `late`: of an earlier round, on a
   * server that outlives rounds and still had it in hand. `strange`: the server's fault.
   */
  readonly kind: 'strange' | 'foreign' | 'late';
  /** What is the matter with it: the end of a sentence that begins with who got it. */
  readonly what: string;
}

/**
 * Which channel a message goes to, by index. Publishers take all in turn, each from another one on, so
 * that a subscriber can tell where a message belongs.
 */
export function channelOf(
  { publisher, number }: Pick<Payload, 'publisher' | 'number'>,
  channels: number,
): number {
  return (publisher + number) % channels;
}

/**
 * Looks at what came on a channel.
 * @param channel index of the channel whose subscription got it
 */
export function readArrival(
  data: Buffer,
  channel: number,
  { bench, round, publishers, channels }: ArrivalRound,
): Payload | NoArrival {
  const on = channels[channel] ?? '';
  const payload = readPayload(data);
  if (!payload)
    return { kind: 'strange', what: `got a message on ${on} that is not as it was sent` };
  if (payload.bench !== bench)
    return { kind: 'foreign', what: `got one of another bench on ${on}` };
  if (payload.round !== round)
    return { kind: 'late', what: `got one of an earlier round on ${on}` };
  if (payload.publisher >= publishers) {
    return {
      kind: 'strange',
      what: `got a message of publisher ${payload.publisher + 1}, whom there is not, on ${on}`,
    };
  }
  const meant = channelOf(payload, channels.length);
  if (meant !== channel) {
    return {
      kind: 'strange',
      what: `got ${nameOf(payload)} on ${on}, which was sent to ${channels[meant] ?? ''}`,
    };
  }
  return payload;
}
