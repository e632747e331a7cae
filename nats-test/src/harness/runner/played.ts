import type { HistoryEnd } from '../history/format';
import type { History } from '../history/operation';

/** A scenario that was played. */
export interface Played {
  readonly history: History;
  /** What kept it from being played to its end. */
  readonly problem: string | undefined;
  /** Somebody else published on its channel meanwhile. */
  readonly isShared: boolean;
  /** What came on its channel meanwhile and is of no run of this software. */
  readonly strange: string | undefined;
}

/** As the history's last line tells of it. */
export function endOf({ problem, isShared, strange }: Played): HistoryEnd {
  return {
    ...(problem === undefined ? {} : { problem }),
    ...(isShared ? { isShared } : {}),
    ...(strange === undefined ? {} : { strange }),
  };
}
