import type { Paint, Style } from '../base/paint';

/** As the real server colours its levels on a terminal. */
const LEVEL_STYLES: Readonly<Record<string, Style>> = {
  INF: 'green',
  DBG: 'cyan',
  WRN: 'yellow',
  ERR: 'red',
  FTL: 'red',
  TRC: 'yellow',
};

/** Colours the level in a line of the server's log. */
export function paintLogLine(line: string, paint: Paint): string {
  return line.replace(/\[(INF|DBG|WRN|ERR|FTL|TRC)\]/, (label, level: string) => {
    const style = LEVEL_STYLES[level];
    return style ? `[${paint(style, level)}]` : label;
  });
}
