import { html, type Markup } from '../../../../base/html/markup';
import type { MarkKind } from './mark';

interface Symbol {
  readonly kind: MarkKind;
  /** In the legend. */
  readonly text: string;
  readonly drawing: Markup;
}

/** Marks differ in shape, not in colour alone; around 0, 0, at most 14 wide. */
const SYMBOLS: readonly Symbol[] = [
  {
    kind: 'published',
    text: 'published, acknowledged by the server',
    drawing: html`<circle class="c0 full" r="3.6" />`,
  },
  {
    kind: 'refused',
    text: 'refused',
    drawing: html`<path class="bad stroke" d="M-4-4 4 4M-4 4 4-4" />`,
  },
  {
    kind: 'unclear',
    text: 'no answer: nobody knows whether it was done',
    drawing: html`<path class="doubt hollow" d="M0-5.5 5.5 0 0 5.5-5.5 0z" />`,
  },
  {
    kind: 'delivered',
    text: 'delivered',
    drawing: html`<path class="c1 full" d="M-4.2-3.6h8.4L0 4.2z" />`,
  },
  {
    kind: 'redelivered',
    text: 'redelivered',
    drawing: html`<path class="again hollow" d="M-5-4h10L0 5z" />`,
  },
  {
    kind: 'acknowledged',
    text: 'acknowledged by the listener',
    drawing: html`<path class="good stroke" d="M0-4.5v9" />`,
  },
  {
    kind: 'ack-lost',
    text: 'ack lost on its way',
    drawing: html`<path class="bad hollow" d="M-2.5-5h5v10h-5zM-5.5 5 5.5-5" />`,
  },
  {
    kind: 'connected',
    text: 'connected',
    drawing: html`<path class="good full" d="M-3.5-5 5 0-3.5 5z" />`,
  },
  {
    kind: 'begun',
    text: 'subscribed',
    drawing: html`<path class="soft stroke" d="M3-5.5h-4v11h4" />`,
  },
  {
    kind: 'ended',
    text: 'closed, unsubscribed or signed off',
    drawing: html`<path class="soft stroke" d="M-3-5.5h4v11h-4" />`,
  },
  {
    kind: 'lost',
    text: 'connection lost',
    drawing: html`<path class="bad full" d="M1.5-8-5 1.5h3.6L-3 8 5-2.5H1z" />`,
  },
  {
    kind: 'crashed',
    text: 'died',
    drawing: html`<g
      ><circle class="bad full" r="6.5" /><path class="on" d="M-3-3 3 3M-3 3 3-3"
    /></g>`,
  },
  { kind: 'other', text: 'looked or booked', drawing: html`<circle class="soft full" r="1.8" />` },
];

/** Name of a symbol in the page. @param isMany it stands for several */
export function symbolId(kind: MarkKind, isMany = false): string {
  return isMany ? `m-${kind}-many` : `m-${kind}`;
}

/** What marks of several are called: `12 delivered`. */
export const SYMBOL_TEXTS: Readonly<Record<MarkKind, string>> = Object.fromEntries(
  SYMBOLS.map(({ kind, text }) => [kind, text]),
) as Record<MarkKind, string>;

/** The drawings that all time lines of the page use. */
export function symbolDefinitions(): Markup {
  return html`<svg class="symbols" width="0" height="0" aria-hidden="true">
    <defs>
      ${SYMBOLS.map(({ kind, drawing }) => html`<g id="${symbolId(kind)}">${drawing}</g><g id="${symbolId(kind, true)}" transform="scale(1.5)">${drawing}</g>`)}
      <circle id="m-proof" class="proof" r="9" />
    </defs>
  </svg>`;
}

/** What the marks mean. */
export function legend(): Markup {
  return html`<ul class="marks">
    ${SYMBOLS.map(({ kind, text }) => html`<li>${sample(html`<use href="#${symbolId(kind)}" />`)} ${text}</li>`)}
    <li>
      ${sample(html`<use href="#${symbolId('delivered', true)}" />`)} a large mark: several of them
    </li>
    <li>
      ${sample(html`<rect class="crowd" x="-8" y="-3" width="4" height="10" /><rect class="crowd" x="-3" y="-7" width="4" height="14" /><rect class="crowd" x="2" y="1" width="4" height="6" />`)}
      columns: too many to tell apart; the higher, the more
    </li>
    <li>${sample(html`<use href="#m-proof" />`)} proves a finding</li>
    <li>
      ${sample(html`<rect class="fault server" x="-9" y="-8" width="18" height="16" />`)} a fault
      strikes
    </li>
    <li>${sample(html`<path class="presence" d="M-9 0H9" />`)} while it is connected</li>
  </ul>`;
}

function sample(drawing: Markup): Markup {
  return html`<svg viewBox="-10 -10 20 20" aria-hidden="true">${drawing}</svg>`;
}
