import { describeEnd, type LessonEvent, type Source } from './lesson-event';
import type { Paint, Style } from '../base/paint';

/** Who a line is from; `>` marks what a user would type. */
type Speaker = Source | '>';

const STYLES: Readonly<Record<Speaker, Style>> = {
  '>': 'bold',
  server: 'dim',
  publisher: 'yellow',
  'listener 1': 'cyan',
  'listener 2': 'magenta',
};

const WIDTH = Math.max(...Object.keys(STYLES).map((speaker) => speaker.length));

/** The text on the screen for what has just happened; undefined for what nobody needs to see. */
export function renderLive(event: LessonEvent, paint: Paint): string | undefined {
  switch (event.kind) {
    case 'step':
      return `\n${render('>', paint('bold', event.line), paint)}`;
    case 'said': {
      if (event.source !== 'server') {
        const line = event.stream === 'stderr' ? paint('red', event.line) : event.line;
        return render(event.source, line, paint);
      }
      const line = serverLine(event.line);
      return line === undefined ? undefined : render('server', paint('dim', line), paint);
    }
    case 'ended':
      return render(event.source, paint('dim', `ended ${describeEnd(event)}`), paint);
  }
}

function render(speaker: Speaker, line: string, paint: Paint): string {
  return `${paint(STYLES[speaker], speaker.padEnd(WIDTH))} | ${line}`;
}

/** What the server says of clients and channels, and warnings, without times, inboxes and internal IDs. */
function serverLine(line: string): string | undefined {
  const match = /\[(INF|DBG|WRN|ERR)\] (?:STREAM: )?(.*)$/.exec(line);
  const [, level, text = ''] = match ?? [];
  if (level === undefined) return undefined;
  const isTold = /^(\[Client:|Channel ")/.test(text) || level === 'WRN' || level === 'ERR';
  return isTold ? text.replace(/ \(Inbox=\S*\)|, (?:inbox|subid|subject)=[^,]*/g, '') : undefined;
}
