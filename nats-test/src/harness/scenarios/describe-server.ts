import { formatDuration } from '../../base/duration';
import type { ServerTerms } from './scenario';

/** What a server must be like, in words: `a server that is started for it with a file store`. */
export function describeServer({ store, heartbeats, limits }: ServerTerms): string {
  const terms = [
    ...(store === undefined ? [] : [`a ${store} store`]),
    ...(limits?.msgsMax === undefined ? [] : [`-mm ${limits.msgsMax}`]),
    ...(heartbeats
      ? [
          `-hbi ${formatDuration(heartbeats.intervalMs)} -hbt ${formatDuration(heartbeats.timeoutMs)} -hbf ${heartbeats.failuresMax}`,
        ]
      : []),
  ];
  return `a server that is started for it with ${terms.join(' and ')}`;
}
