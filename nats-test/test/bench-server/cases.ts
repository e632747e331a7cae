/** Others that are there and take no part: nothing may become slower by their number. */
export type Crowd = 'channels' | 'subscriptions';

/** One load that both servers get. */
export interface BenchCase {
  /** As `--only` names it. */
  readonly name: string;
  readonly title: string;
  /** Messages that are published, or replayed, in one run. */
  readonly msgs: number;
  readonly payloadBytes: number;
  readonly publishers: number;
  readonly subscribers: number;
  /** Words for stan-bench beside these. */
  readonly args?: readonly string[];
  /** Where both servers keep messages: in memory, when left out. */
  readonly store?: 'file';
  /** Is there before the first run. */
  readonly crowd?: Crowd;
  /** The messages are stored before the first run, and each run replays them. */
  readonly replays?: true;
  /** What the embedded server's rate should be, as a multiple of the real one's. */
  readonly goal: number;
}

const BYTES = 128;

/** How many a crowd is. */
export const CROWD_SIZE = 10_000;

const publish = { payloadBytes: BYTES, publishers: 1, subscribers: 0 } as const;
const publishAndSubscribe = { payloadBytes: BYTES, publishers: 1, subscribers: 1 } as const;
const fourAndFour = { payloadBytes: BYTES, publishers: 4, subscribers: 4 } as const;

/** In the order in which they are run and shown. */
export const benchCases: readonly BenchCase[] = [
  { name: '1', title: '1 publisher', msgs: 500_000, ...publish, goal: 2 },
  { name: '1-1', title: '1 and 1', msgs: 300_000, ...publishAndSubscribe, goal: 2 },
  { name: '4-4', title: '4 and 4', msgs: 200_000, ...fourAndFour, goal: 1.9 },
  {
    name: 'sync',
    title: '1 publisher, one at a time',
    msgs: 30_000,
    ...publish,
    args: ['-sync'],
    goal: 1.6,
  },
  {
    name: '1k',
    title: '1 publisher, 1 KiB',
    msgs: 100_000,
    ...publish,
    payloadBytes: 1024,
    goal: 1.5,
  },
  {
    name: '1-1-1k',
    title: '1 and 1, 1 KiB',
    msgs: 100_000,
    ...publishAndSubscribe,
    payloadBytes: 1024,
    goal: 1.5,
  },
  {
    name: 'queue',
    title: '1 and a queue group of 4',
    msgs: 200_000,
    payloadBytes: BYTES,
    publishers: 1,
    subscribers: 4,
    args: ['-qgroup', 'group'],
    goal: 1,
  },
  {
    name: 'replay',
    title: 'a backlog of 1,000,000 replayed',
    msgs: 1_000_000,
    payloadBytes: BYTES,
    publishers: 0,
    subscribers: 1,
    replays: true,
    goal: 1,
  },
  {
    name: 'channels',
    title: '1 and 1, beside 10,000 channels',
    msgs: 300_000,
    ...publishAndSubscribe,
    crowd: 'channels',
    goal: 1,
  },
  {
    name: 'subscriptions',
    title: '1 and 1, beside 10,000 subscriptions',
    msgs: 300_000,
    ...publishAndSubscribe,
    crowd: 'subscriptions',
    goal: 1,
  },
  {
    name: 'file-1',
    title: 'file store: 1 publisher',
    msgs: 100_000,
    ...publish,
    store: 'file',
    goal: 1,
  },
  {
    name: 'file-1-1',
    title: 'file store: 1 and 1',
    msgs: 100_000,
    ...publishAndSubscribe,
    store: 'file',
    goal: 1,
  },
  {
    name: 'file-4-4',
    title: 'file store: 4 and 4',
    msgs: 50_000,
    ...fourAndFour,
    store: 'file',
    goal: 1,
  },
  {
    name: 'file-sync',
    title: 'file store: 1 publisher, one at a time',
    msgs: 3000,
    ...publish,
    args: ['-sync'],
    store: 'file',
    goal: 1,
  },
];
