import domain from 'node:domain';
import type { OpenListener } from './listener';
export function openFunctionListener({ start }: any): OpenListener {
  return (place, events) => {
    const d = domain.create();
    let dead = false;
    let running: any;
    const c = new AbortController();
    d.on('error', (e) => {
      if (!dead) events.threw(e, false);
    });
    return {
      start: async () => {
        running = await d.run(() => start({ ...place, signal: c.signal }));
      },
      stop: async () => {
        await d.run(() => running.stop());
        dead = true;
      },
      kill: async () => {
        dead = true;
        d.run(() => c.abort());
      },
      dispose: async () => {
        try {
          void d.run(async () => {
            await running?.stop();
          });
        } catch {}
      },
    };
  };
}
