import { messageOf } from '../../base/message-of';
import type { FromWorker, Progress, ToWorker, WorkerResult } from './protocol';

/** What a worker's process does, whatever its role. */
export interface LoadWorker {
  /** Connects and subscribes. @throws Error that says why not */
  open(): Promise<void>;
  go(startUs: number): void;
  /** Subscribers that are late subscribe. @throws Error that says why not */
  comeBack(): Promise<void>;
  stop(): void;
  progress(): Progress;
  /** What came of it, once all that was sent has come. */
  finish(): Promise<WorkerResult>;
  /** Says goodbye to the server. */
  leave(): Promise<void>;
}

export type Tell = (message: FromWorker) => void;

/** Obeys the bench. A message that comes while another is being done waits for it. */
export function obey(
  create: (message: Extract<ToWorker, { kind: 'setup' }>['setup'], tell: Tell) => LoadWorker,
  tell: Tell,
  progressMs: number,
): (message: ToWorker) => Promise<void> {
  let worker: LoadWorker | undefined;
  let timer: NodeJS.Timeout | undefined;
  const tellProgress = (): void => {
    if (worker) tell({ kind: 'progress', progress: worker.progress() });
  };
  const act = async (message: ToWorker): Promise<void> => {
    switch (message.kind) {
      case 'setup':
        worker = create(message.setup, tell);
        await worker.open();
        tell({ kind: 'ready' });
        return;
      case 'go':
        worker?.go(message.startUs);
        timer = setInterval(tellProgress, progressMs);
        return;
      case 'come back':
        await worker?.comeBack();
        tell({ kind: 'ready' });
        return;
      case 'stop':
        worker?.stop();
        return;
      case 'finish': {
        clearInterval(timer);
        if (!worker) return;
        const result = await worker.finish();
        tellProgress();
        tell({ kind: 'result', result });
        await worker.leave();
      }
    }
  };
  let before = Promise.resolve();
  return (message) => {
    before = before
      .then(() => act(message))
      .catch((error: unknown) => {
        tell({ kind: 'failed', error: messageOf(error) });
      });
    return before;
  };
}
