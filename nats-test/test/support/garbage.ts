import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/**
 * Whether nobody holds what was made and used any more.
 * @param use makes it, has it used, and keeps nothing of it but what it is to be forgotten by
 */
export async function isForgotten(use: () => object): Promise<boolean> {
  const used = new WeakRef(use());
  // It is held until this turn is over.
  await new Promise(setImmediate);
  collectGarbage();
  return used.deref() === undefined;
}
