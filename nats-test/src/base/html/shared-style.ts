import type { Markup } from './markup';

/** What all pages look like, in light and in dark; the two colours of lines can be told apart by the colour-blind, too. */
export const SHARED_STYLE: Markup = {
  markup: `:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #16191d; --soft: #5a626d; --rule: #dfe3e8;
  --c0: #1f6fd0; --c1: #d4570a; --good: #17783b; --bad: #c02626; --doubt: #8a5a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101317; --card: #191d23; --text: #e8ebef; --soft: #9aa4b1; --rule: #2d343d;
    --c0: #5aa2f5; --c1: #f08a3c; --good: #4cc47a; --bad: #f37272; --doubt: #e0ab45;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 48px; }
h1 { font-size: 26px; line-height: 1.25; margin: 6px 0 8px; font-weight: 650; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 40px 0 4px; font-weight: 650; }
p { margin: 4px 0; max-width: 76ch; overflow-wrap: anywhere; }
.soft, .unit, .tick, dt, th { color: var(--soft); }
.verdict { font-weight: 600; max-width: none; }
.verdict b { color: var(--card); border-radius: 5px; padding: 2px 9px; margin-right: 8px; font-weight: 650; }
.valid b { background: var(--good); }
.invalid b { background: var(--bad); }
.unknown b { background: var(--doubt); }
.tiles, .charts { display: grid; gap: 16px; margin-top: 16px; }
.tiles { grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); }
.charts { grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); }
.tile, .chart, .table, .note {
  background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 14px 18px; margin: 0;
}
.tile { border-left: 5px solid var(--c); }
.tile h3 { margin: 0; font-size: 15px; overflow-wrap: anywhere; }
.tile dl { display: flex; flex-wrap: wrap; gap: 4px 26px; margin: 10px 0 0; }
.tile dt { font-size: 13px; } .tile dd { margin: 0; font-weight: 600; }
.note { margin-top: 12px; max-width: none; border-left: 5px solid var(--doubt); overflow-wrap: anywhere; }
.note.partial { border-left-color: var(--bad); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; color: var(--soft); margin: 6px 0 0; }
.legend span::before {
  content: ""; display: inline-block; width: 22px; height: 0; border-top: 3px solid var(--c);
  vertical-align: middle; margin-right: 8px;
}
.legend .faint::before { border-top-width: 1px; opacity: .6; }
.c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .none { --c: var(--soft); }
figcaption { font-weight: 600; margin-bottom: 6px; } .unit { font-weight: 400; margin-left: 4px; }
svg { display: block; width: 100%; height: auto; font-size: 12.5px; }
.tick { fill: var(--soft); } .grid { stroke: var(--rule); }
.line { fill: none; stroke: var(--c); stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round; }
.line.faint { stroke-width: 1; opacity: .28; }
.band rect { fill: transparent; } .readout { visibility: hidden; pointer-events: none; }
.band:hover .readout { visibility: visible; }
.readout line { stroke: var(--soft); } .readout circle { fill: var(--c); stroke: var(--card); stroke-width: 1.5; }
.readout text {
  fill: var(--c, var(--text)); font-weight: 600;
  paint-order: stroke; stroke: var(--card); stroke-width: 7px; stroke-linejoin: round;
}
.table { overflow-x: auto; margin-top: 12px; padding: 6px 18px 10px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; white-space: nowrap; padding: 5px 0 5px 18px; border-bottom: 1px solid var(--rule); vertical-align: baseline; }
th { font-weight: 500; }
.name { color: var(--c); font-weight: 650; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th:first-child { white-space: normal; min-width: 4em; overflow-wrap: anywhere; }
tr:last-child td { border-bottom: 0; } tr.group td { padding-top: 16px; font-weight: 650; }
td.text, th.text { text-align: left; white-space: normal; min-width: 7.5em; }
td.wide { min-width: 16em; }
td.invalid { color: var(--bad); font-weight: 600; }
td.unknown { color: var(--doubt); } td.valid { color: var(--good); }
pre {
  background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 12px 18px;
  white-space: pre-wrap; overflow-wrap: anywhere; margin: 10px 0; font-size: 14px;
}
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 3px 22px; margin: 10px 0; }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: 8px 0; padding-left: 22px; } li { overflow-wrap: anywhere; }
footer { margin-top: 40px; color: var(--soft); font-size: 13px; }
@media (max-width: 600px) {
  main { padding: 20px 14px 32px; } h1 { font-size: 21px; } svg { font-size: 16px; }
  .chart { padding: 12px 8px; } figcaption { padding-left: 8px; }
  th, td { padding-left: 14px; } dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: 8px; }
}
@media print { .tile, .chart, .table, .note { break-inside: avoid; } }
`,
};
