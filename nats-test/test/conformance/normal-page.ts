import type { MonitoredPage } from './monitored-state';

/** A difference that is allowed: of the field only the type is compared. */
interface AllowedDifference {
  /** The end of the field's way through the JSON, such as `connections.port`. */
  readonly field: RegExp;
  /** On which pages; all, when left out. */
  readonly page?: RegExp;
  readonly why: string;
}

/** Every difference between both servers that the comparison lets pass, and why. */
export const ALLOWED_DIFFERENCES: readonly AllowedDifference[] = [
  { field: /(^|\.)server_(id|name)$/, why: 'drawn by chance at each start' },
  { field: /^go$/, why: 'tells which server answered' },
  { field: /(^|\.)(now|start|start_time|config_load_time|last_activity|stop)$/, why: 'a time' },
  { field: /(^|\.)(uptime|idle|rtt)$/, why: 'a measured duration' },
  { field: /^(mem|cpu|open_fds|max_fds)$/, why: 'what the process uses' },
  { field: /^(port|http_port)$/, page: /^\/varz/, why: 'a free port' },
  { field: /^connections\.port$/, why: "a client's port; 0 for the server's own connections" },
  {
    field: /^connections\.pending_bytes$/,
    page: /state=(?!open)/,
    why: 'the real server notes a closed connection before or after its last bytes are written',
  },
  {
    field: /^(num_matches|cache_hit_rate)$/,
    why: 'counts what no connection has looked up lately, which chance decides on the real server, too',
  },
];

/** Lists whose order the real server leaves to chance. */
const FREE_ORDER: readonly RegExp[] = [/subscriptions_list$/, /^channels\.subscriptions$/];

/** What chance and the clients' own names for their inboxes leave in texts. */
const CHANCE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>'],
  [/\b[0-9A-Za-z]{22}\b/g, '<id>'],
];

/**
 * A page in the form in which those of two servers are compared: one line for each field, in the
 * order of the page, with its way and its value.
 */
export function normalPage(path: string, page: MonitoredPage): string[] {
  const head = `${page.status} ${page.contentType}`;
  const [, callback = '', json = page.body] = /^(\w+)\(([^]*)\)$/.exec(page.body) ?? [];
  if (!json.startsWith('{')) return [head, page.body];
  const lines: string[] = [head, `callback ${callback}`];
  describe(path, '', JSON.parse(json) as unknown, lines);
  return lines;
}

function describe(page: string, way: string, value: unknown, lines: string[]): void {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => {
      const itemLines: string[] = [];
      describe(page, way, item, itemLines);
      return itemLines;
    });
    if (FREE_ORDER.some((list) => list.test(way))) {
      items.sort((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1));
    }
    lines.push(`${way} [${items.length}]`, ...items.flat());
  } else if (typeof value === 'object' && value !== null) {
    lines.push(`${way} {}`);
    for (const [key, field] of Object.entries(value)) {
      describe(page, way === '' ? key : `${way}.${key}`, field, lines);
    }
  } else {
    lines.push(`${way} ${shown(page, way, value)}`);
  }
}

function shown(page: string, way: string, value: unknown): string {
  const isAllowed = ALLOWED_DIFFERENCES.some(
    (allowed) => allowed.field.test(way) && (allowed.page?.test(page) ?? true),
  );
  if (isAllowed) return `<${typeof value}>`;
  if (typeof value !== 'string') return String(value);
  return CHANCE.reduce((text, [found, name]) => text.replaceAll(found, name), value);
}
