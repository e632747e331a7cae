import type { Markup } from '../../../base/html/markup';

/** What the page of a bench has beside what all pages have. */
export const STYLE: Markup = {
  markup: `
.not-worse b { background: var(--good); }
.worse b { background: var(--bad); }
.tile .big { font-size: 34px; font-weight: 650; line-height: 1.2; margin-top: 6px; }
.tile .big small { font-size: 15px; font-weight: 400; color: var(--soft); }
.legend .before::before { border-top-style: dashed; border-top-width: 2px; }
.line.before { stroke-width: 1.6; stroke-dasharray: 5 4; opacity: .8; }
.compared { margin-top: 14px; font-weight: 600; max-width: none; }
td.better { color: var(--good); font-weight: 600; } td.worse { color: var(--bad); font-weight: 600; }
@media (max-width: 600px) { .tile .big { font-size: 28px; } }
`,
};
