import type { Case } from './case';
import { World } from './world';

/** Cases that go before the next look at what they have left behind. */
const BATCH = 500;
/** Cases between two events of the healthy clients. */
const BETWEEN_EVENTS = 20;

/** What was found: the cases, as few and as short as they got, and what is wrong then. */
export interface Finding {
  readonly cases: readonly Case[];
  readonly wrong: string;
}

/**
 * Tries the cases, a batch at a time on one server.
 * @param shrinkMs how long a finding may be made smaller
 * @returns the first finding; undefined when all is well
 */
export async function campaign(
  cases: Iterable<Case>,
  shrinkMs: number,
  onProgress: (done: number) => void = () => undefined,
): Promise<Finding | undefined> {
  let world = new World();
  let batch: Case[] = [];
  let done = 0;
  const endBatch = async (): Promise<Finding | undefined> => {
    const wrong = await playBatch(world, batch);
    done += batch.length;
    onProgress(done);
    const played = batch;
    batch = [];
    if (wrong === undefined) return undefined;
    world = new World();
    return shrink(played, wrong, performance.now() + shrinkMs);
  };
  for (const it of cases) {
    batch.push(it);
    if (batch.length < BATCH) continue;
    const finding = await endBatch();
    if (finding) return finding;
  }
  return batch.length === 0 ? undefined : endBatch();
}

/** Plays the cases on a new server. @returns what is wrong */
export function playAlone(cases: readonly Case[]): Promise<string | undefined> {
  return playBatch(new World(), cases);
}

async function playBatch(world: World, cases: readonly Case[]): Promise<string | undefined> {
  try {
    for (const [i, it] of cases.entries()) {
      const wrong =
        (await world.play(it)) ?? (i % BETWEEN_EVENTS === 0 ? world.beHealthy() : undefined);
      if (wrong !== undefined) return wrong;
    }
    return world.endBatch();
  } catch (error) {
    return `it throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

async function shrink(cases: readonly Case[], wrong: string, endMs: number): Promise<Finding> {
  let finding: Finding = { cases, wrong };
  const isStillWrong = async (fewer: readonly Case[]): Promise<boolean> => {
    if (performance.now() > endMs) return false;
    const found = await playAlone(fewer);
    if (found !== undefined) finding = { cases: fewer, wrong: found };
    return found !== undefined;
  };
  await fewerItems(cases, isStillWrong);
  for (let i = 0; i < finding.cases.length; i++) {
    const put = (it: Case): Case[] => finding.cases.map((old, at) => (at === i ? it : old));
    const it = finding.cases[i] as Case;
    switch (it.kind) {
      case 'bytes': {
        const { chunks, ...rest } = it;
        // Cut as it is, where that is what is wrong; else in one piece, which is easier to read.
        if (rest.whole) break;
        const whole = Buffer.concat(chunks);
        if (!(await isStillWrong(put({ ...rest, chunks: [whole] })))) break;
        await fewerItems([...whole], (bytes) =>
          isStillWrong(put({ ...rest, chunks: [Buffer.from(bytes)] })),
        );
        break;
      }
      case 'request':
        await fewerItems([...it.payload], (bytes) =>
          isStillWrong(put({ ...it, payload: Buffer.from(bytes) })),
        );
        break;
      case 'page':
        await fewerItems([...it.bytes], (bytes) =>
          isStillWrong(put({ ...it, bytes: Buffer.from(bytes) })),
        );
        break;
    }
  }
  return finding;
}

/** Leaves out runs of items, half of them at first, as long as `isWrong` says that it still is. */
async function fewerItems<Item>(
  items: readonly Item[],
  isWrong: (items: readonly Item[]) => Promise<boolean>,
): Promise<void> {
  let left = items;
  for (
    let size = Math.ceil(left.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < left.length;) {
      const fewer = [...left.slice(0, at), ...left.slice(at + size)];
      if (fewer.length < left.length && (await isWrong(fewer))) left = fewer;
      else at += size;
    }
  }
}
