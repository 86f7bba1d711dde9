/** Light and dark, as the reader's system has it. Hues keep apart for who sees fewer of them. */
export const STYLES = `
:root { color-scheme: light dark; --paper: #fbfbfa; --card: #fff; --ink: #1c1d21; --soft: #62656e; --rule: #e4e4e1;
  --good: #0a7f5a; --bad: #c0332b; --s0: #2563c9; --s1: #0a7f5a; --s2: #c2620a; --s3: #7a4fc4; --s4: #b3306f; --s5: #57606c; }
@media (prefers-color-scheme: dark) { :root { --paper: #131417; --card: #1b1d21; --ink: #eceef1; --soft: #9da3ae;
  --rule: #2d3036; --good: #3ecf9a; --bad: #ff7a6f; --s0: #74a7ff; --s1: #3ecf9a; --s2: #f5a25a; --s3: #b79bff;
  --s4: #f58abc; --s5: #a4adba; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -.01em; }
h2 { font-size: 19px; margin: 44px 0 14px; }
h3 { font-size: 15px; margin: 0; }
p { margin: 0; } .soft, .caption { color: var(--soft); }
.verdict { display: inline-flex; gap: 9px; align-items: center; margin-top: 16px; padding: 7px 14px; border-radius: 99px;
  font-weight: 600; border: 1.5px solid; } .verdict.good { color: var(--good); } .verdict.bad { color: var(--bad); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(118px, 1fr)); gap: 12px; }
.tile { background: var(--card); border: 1px solid var(--rule); border-radius: 12px; padding: 14px 16px; }
.tile b { display: block; font-size: 25px; line-height: 1.25; font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
.tile span { color: var(--soft); font-size: 13px; }
.share { display: flex; height: 14px; border-radius: 7px; overflow: hidden; background: var(--rule); margin: 0 0 14px; gap: 2px; }
.share i { min-width: 3px; } .share .confirmed { background: var(--s1); } .share .unreachable { background: var(--s2); }
.share .signedOut { background: var(--s3); } .share .untouched { background: var(--s0); } .share .odd { background: var(--bad); }
.tile i { display: inline-block; width: 9px; height: 9px; border-radius: 3px; margin-right: 7px; }
.i-confirmed { background: var(--s1); } .i-unreachable { background: var(--s2); } .i-signedOut { background: var(--s3); }
.i-untouched { background: var(--s0); } .i-odd { background: var(--bad); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(460px, 100%), 1fr)); gap: 16px; }
.chart { margin: 0; background: var(--card); border: 1px solid var(--rule); border-radius: 12px; padding: 16px 16px 12px; min-width: 0; }
.chart figcaption { display: flex; flex-wrap: wrap; gap: 4px 18px; align-items: baseline; margin-bottom: 10px; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 0; padding: 0; font-size: 13px; color: var(--soft); }
.legend li::before { content: ""; display: inline-block; width: 14px; height: 3px; border-radius: 2px; margin-right: 6px;
  vertical-align: middle; background: var(--c); }
.s0 { --c: var(--s0); } .s1 { --c: var(--s1); } .s2 { --c: var(--s2); } .s3 { --c: var(--s3); } .s4 { --c: var(--s4); } .s5 { --c: var(--s5); }
.plot { position: relative; } svg { display: block; width: 100%; height: auto; overflow: visible; }
.grid { stroke: var(--rule); } .tick { fill: var(--soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
.line { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; } .dot { fill: var(--c); }
.mark { stroke: var(--soft); stroke-dasharray: 3 4; } .cursor { stroke: var(--soft); } .cursor[hidden] { display: none; }
.tip { position: absolute; top: 0; pointer-events: none; background: var(--ink); color: var(--paper); border-radius: 8px;
  padding: 7px 10px; font-size: 12.5px; line-height: 1.45; white-space: nowrap; z-index: 1; font-variant-numeric: tabular-nums; }
.caption { font-size: 13px; margin-top: 6px; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--rule); border-radius: 12px; padding: 6px 16px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 8px 0 8px 22px; border-top: 1px solid var(--rule); white-space: nowrap; }
tr:first-child th { border-top: 0; color: var(--soft); font-weight: 500; font-size: 13px; }
th:first-child, td:first-child { text-align: left; padding-left: 0; font-weight: 400; }
ul.plain { margin: 0; padding: 0 0 0 18px; } ul.plain li { margin: 3px 0; overflow-wrap: anywhere; }
@media print { .chart, .tile { break-inside: avoid; } }
`;
