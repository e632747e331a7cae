/** An element of a page, or the page itself. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

type Open = Element & { readonly children: (Element | string)[] };

const TAG = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/y;
const ATTRIBUTE = /([\w:-]+)(?:="([^"]*)")?/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};
/** Their text is taken as it is, up to the tag that closes them. */
const RAW = ['style', 'script'];

/**
 * Takes a page apart, more strictly than a browser: every element is closed, attributes stand in double
 * quotes, and `<` and `&` stand for nothing but tags and entities. So what was not escaped is found.
 * @throws Error for anything else
 */
export function parseMarkup(page: string): Element {
  const root: Open = { name: '', attributes: {}, children: [] };
  const open: Open[] = [root];
  let at = page.startsWith('<!doctype html>') ? '<!doctype html>'.length : 0;
  while (at < page.length) {
    const inside = open.at(-1) ?? root;
    const next = page.indexOf('<', at);
    const end = next === -1 ? page.length : next;
    if (end > at) inside.children.push(decoded(page.slice(at, end)));
    at = end;
    if (at === page.length) break;
    TAG.lastIndex = at;
    const [tag, slash, name = '', attributes = '', empty] = TAG.exec(page) ?? [];
    if (tag === undefined) throw new Error(`no tag: ${page.slice(at, at + 80)}`);
    at += tag.length;
    if (slash === '/') {
      if (open.pop()?.name !== name || open.length === 0)
        throw new Error(`</${name}> closes ${inside.name}`);
      continue;
    }
    const element: Open = { name, attributes: attributesOf(attributes), children: [] };
    inside.children.push(element);
    if (empty === '/') continue;
    if (RAW.includes(name)) {
      const close = page.indexOf(`</${name}>`, at);
      if (close === -1) throw new Error(`<${name}> is never closed`);
      element.children.push(page.slice(at, close));
      at = close + name.length + 3;
    } else open.push(element);
  }
  if (open.length > 1) throw new Error(`<${open.at(-1)?.name ?? ''}> is never closed`);
  return root;
}

/** All elements below this one, in the order of the page, for which it is so. */
export function all(root: Element, isIt: (element: Element) => boolean): Element[] {
  return root.children.flatMap((child) =>
    typeof child === 'string' ? [] : [...(isIt(child) ? [child] : []), ...all(child, isIt)],
  );
}

/** All elements with this name and, if told, this class. */
export function named(root: Element, name: string, className?: string): Element[] {
  return all(
    root,
    (it) => it.name === name && (className === undefined || classesOf(it).includes(className)),
  );
}

export function classesOf({ attributes }: Element): string[] {
  return (attributes['class'] ?? '').split(' ');
}

/** What a reader reads, with single spaces. */
export function textOf(element: Element): string {
  return rawText(element).replace(/\s+/g, ' ').trim();
}

function rawText({ name, children }: Element): string {
  if (RAW.includes(name)) return '';
  return children.map((it) => (typeof it === 'string' ? it : rawText(it))).join('');
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(ATTRIBUTE)) {
    if (name in attributes) throw new Error(`${name} stands there twice`);
    attributes[name] = decoded(value);
  }
  return attributes;
}

function decoded(text: string): string {
  return text.replace(/&[^;\s]*;?/g, (entity) => {
    const character = ENTITIES[entity];
    if (character === undefined) throw new Error(`no entity: ${entity}`);
    return character;
  });
}
