import { Console } from 'node:console';
import { insiders } from './insider';
import { standIn } from './stand-in';

/** The console of a test runner does not write to the process' output, so it has stand-ins of its own. */
export function standInForConsole(): (() => void)[] {
  const stream = {
    write(text: string): boolean {
      insiders.getStore()?.print(text);
      return true;
    },
  };
  const own = new Console({
    stdout: stream as NodeJS.WritableStream,
    ignoreErrors: false,
    colorMode: false,
  }) as unknown as Record<string, unknown>;
  return Object.keys(console).flatMap((name) => {
    const method = own[name];
    if (name === 'Console' || typeof method !== 'function') return [];
    return [
      standIn(console, name, (_insider, args) => Reflect.apply(method, own, args) as unknown),
    ];
  });
}
