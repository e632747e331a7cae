import { systemRandom } from '../../base/random';
import { makeTempFolder } from '../../base/temp-folder';
import { freePorts } from './free-ports';
import { StartFailure } from './server-process';
import { TargetError, type Target } from './target';

/** Somebody else may take a port between our look at it and the start. */
const TRIES_MAX = 5;

/**
 * Opens a target that needs ports known beforehand, and a folder that goes when it is closed. A port
 * that another program takes meanwhile leads to a second try with others.
 * @param name of the program, for people
 * @param open ends all that it has started before it throws
 * @throws TargetError when it can't be opened
 */
export async function openWithPorts(
  name: string,
  ports: number,
  open: (ports: readonly number[], folder: string) => Promise<Target>,
): Promise<Target> {
  for (let tries = 1; ; tries++) {
    const folder = await makeTempFolder('nats-test-target-');
    try {
      const target = await open(await freePorts(ports, systemRandom()), folder.path);
      return {
        ...target,
        close: async () => {
          await target.close();
          await folder.remove();
        },
      };
    } catch (error) {
      await folder.remove();
      if (!(error instanceof StartFailure)) throw error;
      if (error.isPortTaken && tries < TRIES_MAX) continue;
      throw new TargetError(
        `${name} can't be started as a nats-streaming-server: ${error.message}; give the path of one, as of 0.17.0`,
        { cause: error },
      );
    }
  }
}
