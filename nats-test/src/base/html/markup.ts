/** Text that is HTML or SVG already; beside what is fixed in the source, only `html` makes it. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup with parts put in; texts are escaped, for elements and for attributes in quotes. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = narrow(fixed).map(
    (it, i) => `${it}${i < parts.length ? textOf(parts[i] ?? '') : ''}`,
  );
  return { markup: text.join('') };
}

const narrowed = new WeakMap<TemplateStringsArray, readonly string[]>();

/** How far the source is indented is of no use to a page that has it ten thousand times. */
function narrow(fixed: TemplateStringsArray): readonly string[] {
  const known = narrowed.get(fixed) ?? fixed.map((it) => it.replace(/\n\s*/g, '\n'));
  narrowed.set(fixed, known);
  return known;
}

/** Nothing, where there is nothing to show. */
export const NOTHING: Markup = { markup: '' };

function textOf(part: Part): string {
  if (typeof part === 'number') return `${part}`;
  if (typeof part === 'string') return escaped(part);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

/** What neither HTML nor XML allows becomes the sign for it. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (it) => ENTITIES[it] ?? '')
    .replace(/(?![\t\n])\p{Cc}|\p{Cs}/gu, '\uFFFD');
}
