import type { Markup } from '../../../base/html/markup';

/** What this page has beside what all pages have. */
export const STYLE: Markup = {
  markup: `
:root { --again: #7d3fc0; --fault: #c02626; --way: #8a5a00; --crash: #7d3fc0; --calm: #5a626d; }
@media (prefers-color-scheme: dark) {
  :root { --again: #c39af2; --fault: #f37272; --way: #e0ab45; --crash: #c39af2; --calm: #9aa4b1; }
}
html { scroll-padding-top: 12px; }
main { max-width: 1240px; }
a { color: var(--c0); text-decoration-thickness: 1px; text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--c0); outline-offset: 2px; border-radius: 4px; }
h1 { margin: 10px 0; } h3 { font-size: 16px; margin: 0 0 4px; } h4 { font-size: 14px; margin: 14px 0 2px; }
h3 a { font-weight: 400; margin-left: 6px; }
p.verdict { font-size: 17px; } p.verdict b { padding: 5px 14px; font-size: 19px; letter-spacing: .03em; margin-right: 12px; }
.verdict b { white-space: nowrap; }
.tile { margin-top: 12px; } .tile dl { margin: 0; gap: 10px 30px; } .tile dd { overflow-wrap: anywhere; }
.doubts ul { margin: 4px 0 0; }
.symbols { position: absolute; }
.marks { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 20px; padding: 0; margin: 10px 0 16px; font-size: 13.5px; color: var(--soft); }
.marks li { display: flex; align-items: center; gap: 5px; } .marks svg { width: 20px; height: 20px; flex: none; }
.scenario, .finding { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 12px 18px 14px; margin: 12px 0; }
.finding.invalid { border-left: 5px solid var(--bad); } .finding.unknown { border-left: 5px solid var(--doubt); }
.finding .table { border: 0; padding: 0; margin-top: 8px; border-radius: 0; }
.finding .seen { font-weight: 600; max-width: none; }
summary { cursor: pointer; display: list-item; overflow-wrap: anywhere; } summary .what { font-weight: 650; margin-right: 8px; }
summary .verdict b { font-size: 13px; padding: 1px 8px; margin-right: 4px; } h3 .verdict b { font-size: 13px; padding: 1px 8px; }
.timeline { overflow-x: auto; margin-top: 10px; } .drawing { min-width: 760px; }
.drawing svg { font-size: 12.5px; } .drawing .chart { border: 0; padding: 0; border-radius: 0; background: none; }
.drawing figcaption { margin: 14px 0 2px; padding: 0; font-size: 14px; } .over-time .line { stroke-width: 2.4; } .over-time .legend { font-size: 13px; margin: 0 0 0 10.5%; }
.full.c0, .full.c1 { fill: var(--c); } .full.good { fill: var(--good); } .full.bad { fill: var(--bad); } .full.soft { fill: var(--soft); }
.hollow { fill: var(--card); stroke-width: 1.8; stroke-linejoin: round; }
.stroke { fill: none; stroke-width: 2; }
.stroke.good { stroke: var(--good); } .stroke.soft { stroke: var(--soft); stroke-width: 1.6; }
.bad.stroke, .bad.hollow { stroke: var(--bad); } .bad.stroke { stroke-width: 2.4; } .doubt.hollow { stroke: var(--doubt); stroke-width: 2.2; } .again.hollow { stroke: var(--again); }
.on { stroke: var(--card); stroke-width: 2; } circle.full { stroke: var(--card); stroke-width: .8; }
circle.proof { fill: none; stroke: var(--text); stroke-width: 1.8; }
.crowd { fill: var(--calm); opacity: .75; } .crowd.published { fill: var(--c0); } .crowd.delivered { fill: var(--c1); } .crowd.acknowledged, .crowd.connected { fill: var(--good); }
.crowd.redelivered { fill: var(--again); } .crowd.refused, .crowd.ack-lost, .crowd.lost, .crowd.crashed { fill: var(--bad); } .crowd.unclear { fill: var(--doubt); }
.who { fill: var(--text); font-weight: 600; } .listener .who, .client .who { font-weight: 500; }
.absence { stroke: var(--rule); stroke-width: 1; stroke-dasharray: 2 3; } .presence { stroke: var(--soft); stroke-width: 1.6; opacity: .7; fill: none; }
rect.fault { fill-opacity: .13; stroke-opacity: .5; stroke-width: .8; fill: var(--f); stroke: var(--f); }
text.fault { fill: var(--f); font-weight: 600; font-size: 11.5px; } text.small { font-weight: 500; font-size: 10px; }
.fault.server { --f: var(--fault); } .fault.way { --f: var(--way); } .fault.client { --f: var(--crash); } .fault.pause { --f: var(--calm); }
rect.fault.way { stroke-dasharray: 4 3; } rect.fault.client { stroke-dasharray: 1.5 2; }
text.phase, text.fault { paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
rect.fault.thin { stroke: none; fill-opacity: .32; }
line.phase { stroke: var(--soft); stroke-dasharray: 5 4; } text.phase { fill: var(--soft); font-weight: 600; letter-spacing: .02em; }
.lanes.only [href]:not([data-on]), .lanes.only .crowd { opacity: .1; }
.tools { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; margin: 8px 0 0; font-size: 13px; color: var(--soft); }
.tools button, .tools input { font: inherit; color: var(--text); background: var(--page); border: 1px solid var(--rule); border-radius: 6px; padding: 2px 10px; }
.tools button { cursor: pointer; } .tools input { width: 11em; } .tools label { margin-left: 10px; }
.lanes .picked { fill: var(--c0); opacity: .15; }
.accounts { margin: 2px 0; font-size: 14px; } .value { color: var(--soft); font-size: 13px; }
.histories { padding: 0; list-style: none; } .histories pre { margin: 3px 0 10px; padding: 7px 14px; }
.scenarios th:first-child, .scenarios td:first-child { white-space: nowrap; }
.scenarios td.text { min-width: 4.5em; } .scenarios td.wide { min-width: 9em; }
td.text { overflow-wrap: anywhere; } .proof td.text { min-width: 4em; } .proof td.wide { min-width: 15em; } .proof td.value { min-width: 8em; }
@media (max-width: 600px) {
  p.verdict b { display: inline-block; margin-bottom: 4px; } .scenario, .finding { padding: 10px 12px; }
  .scenarios thead { display: none; } .scenarios tr { display: block; padding: 8px 0; border-bottom: 1px solid var(--rule); }
  .scenarios td { display: block; text-align: left; padding: 1px 0; border: 0; white-space: normal; }
  .marks { gap: 2px 12px; }
}
@media print {
  .tools { display: none; } .table { overflow: visible; } td.text, .proof td.wide, .proof td.value { min-width: 0; } .timeline { overflow: visible; } .drawing { min-width: 0; }
  .scenario, .finding { break-inside: auto; } .timeline, .proof tr { break-inside: avoid; }
  details::details-content { content-visibility: visible; display: block; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`,
};
