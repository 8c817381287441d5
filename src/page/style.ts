/** One restrained sheet: a system face, one accent, red and amber for trouble alone. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #16191d; --soft: #59626d; --line: #e4e7eb; --faint: #f1f3f5; --grid: #e9ecef;
  --accent: #0a5ca8; --red: #b4231a; --amber: #8a5300; --past: #7f8b97; --base: #ccd2d9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1215; --ink: #e7eaee; --soft: #9aa5b1; --line: #262c33; --faint: #191e23; --grid: #21272e;
    --accent: #7cb7f2; --red: #ff8278; --amber: #e6b050; --past: #7d8996; --base: #3a434d;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 400 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
main { max-width: 1320px; margin: 0 auto; padding: clamp(20px, 4vw, 56px) clamp(16px, 4vw, 48px) 72px; }
h1, h2, h3, p, ul, dl, dd, blockquote, figure { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font-size: clamp(26px, 4vw, 38px); line-height: 1.15; font-weight: 650; letter-spacing: -0.022em; text-wrap: balance; }
h2 { font-size: 19px; line-height: 1.3; font-weight: 620; letter-spacing: -0.008em; }
h3 { font-size: 16px; line-height: 1.4; font-weight: 620; }
a { color: inherit; text-decoration: underline; text-decoration-color: var(--base); text-decoration-thickness: 1px; text-underline-offset: 3px; }
a:hover { color: var(--accent); text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
code, pre { font: 400 12.5px/1.5 ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, monospace; }
code { color: var(--soft); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.symbols { position: absolute; }
.sub { color: var(--soft); font-size: 13px; }
.none { color: var(--soft); }
.label { display: none; }

.mark { flex: none; fill: currentColor; vertical-align: -2px; }
.mark.quarantined { color: var(--red); }
.mark.healthy, .mark.removed, .mark.unwatched { color: var(--past); }
.mark.warning, .mark.stale, .mark.unknown, .stale { color: var(--amber); }
.mark.fresh { color: var(--past); }
.cut { stroke: var(--paper); stroke-width: 1.5; }

.said { position: fixed; inset: auto 16px 16px auto; max-width: min(420px, calc(100vw - 32px)); padding: 10px 16px; background: var(--ink); color: var(--paper); border-radius: 6px; z-index: 2; }
.said:empty { display: none; }

.top { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 8px 32px; }
.lead { margin-top: 8px; color: var(--soft); font-size: 16px; }
.freshness { display: flex; align-items: baseline; gap: 8px; color: var(--soft); white-space: nowrap; }
.freshness.stale { color: var(--amber); }

.notices { margin-top: 28px; padding-left: 16px; border-left: 2px solid var(--amber); }
.notices li { display: flex; gap: 10px; align-items: baseline; padding: 3px 0; max-width: 90ch; }
.notices .detail { padding-left: 24px; color: var(--soft); font-size: 13px; }
.notices .fail .mark, .notices .fail strong { color: var(--red); }

.urgent { margin-top: 52px; }
.columns, .entry { display: grid; grid-template-columns: minmax(0, 1fr) 132px 164px 176px; column-gap: 28px; }
.columns { align-items: end; padding-bottom: 10px; border-bottom: 1px solid var(--ink); }
.columns span { color: var(--soft); font-size: 13px; text-align: right; }
.entry { padding: 20px 0 22px; border-bottom: 1px solid var(--line); }
.entry h3 { display: flex; align-items: baseline; gap: 10px; }
.entry .what > :not(h3) { margin-left: 24px; }
.reason { margin-top: 2px; max-width: 72ch; }
.codes { display: flex; flex-wrap: wrap; gap: 0 14px; margin-top: 2px; }
blockquote { margin-top: 4px; color: var(--soft); font-size: 14px; max-width: 76ch; }
.entry dl { display: contents; }
.entry dl > div { text-align: right; }
.entry dt { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.entry dd { display: flex; flex-direction: column; align-items: flex-end; }
.figure { font-size: 16px; line-height: 1.4; font-weight: 560; white-space: nowrap; }
.track { margin-top: 8px; display: block; }
.track .whole { fill: var(--line); }
.track .gone { fill: var(--past); }
.soon .figure { color: var(--red); font-weight: 650; }
.soon .track .gone { fill: var(--red); }
.more { padding-top: 16px; }

.notes { margin-top: 6px; }
.notes li { display: flex; gap: 8px; align-items: baseline; color: var(--amber); font-size: 13px; line-height: 1.45; max-width: 72ch; }
.notes .mark { width: 12px; height: 12px; }

.all, .part { margin-top: 56px; scroll-margin-top: 16px; }
.bar { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 8px 24px; }
.days { display: flex; gap: 20px; font-size: 14px; }
.days a { color: var(--soft); text-decoration: none; padding: 4px 0; border-bottom: 2px solid transparent; }
.days a[aria-current] { color: var(--ink); border-color: var(--accent); }
.filters { display: flex; flex-wrap: wrap; align-items: end; gap: 12px 16px; margin: 16px 0 20px; }
.filters label { display: flex; flex-direction: column; gap: 4px; font-size: 13px; color: var(--soft); }
.filters .search { flex: 1 1 240px; max-width: 420px; }
input, select, button { font: inherit; font-size: 15px; color: var(--ink); background: var(--paper); border: 1px solid var(--past); border-radius: 6px; height: 38px; padding: 0 11px; max-width: 100%; }
input::placeholder { color: var(--soft); opacity: 1; }
input[type="search"] { width: 100%; }
button { border-color: var(--ink); font-weight: 560; padding: 0 18px; cursor: pointer; }
button:hover { background: var(--faint); }
.empty { padding: 40px 0; color: var(--soft); max-width: 70ch; }

table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 10px 0 10px 24px; border-bottom: 1px solid var(--line); font-weight: 400; }
th:first-child, td:first-child { padding-left: 0; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--paper); color: var(--soft); font-size: 13px; border-bottom-color: var(--ink); vertical-align: bottom; padding-top: 8px; padding-bottom: 8px; white-space: nowrap; }
thead a { text-decoration: none; }
thead [aria-sort] { color: var(--ink); font-weight: 560; }
.arrow { display: inline-block; width: 14px; text-align: center; }
.number .arrow { width: auto; }
.number { text-align: right; white-space: nowrap; }
.jobs { table-layout: fixed; }
.jobs thead th:nth-child(1) { width: 26%; }
.jobs thead th:nth-child(2) { width: 168px; }
.jobs thead th:nth-child(4) { width: 128px; }
.state .sub { display: block; margin-left: 22px; line-height: 1.3; }
.count { margin-left: 6px; color: var(--soft); font-weight: 400; }
.jobs tbody th { line-height: 1.4; }
tbody th a { font-weight: 560; text-decoration-color: transparent; }
tbody th a:hover { text-decoration-color: currentColor; }
th .sub, .number .sub { display: block; }
th .sub code { font-size: 12px; }
.jobs .read { font-size: 13px; padding-top: 12px; }
.word { display: inline-flex; gap: 8px; align-items: baseline; }
.word, .read { color: var(--soft); }
.quarantined .word { color: var(--red); font-weight: 560; white-space: nowrap; }
.read > .stale { display: block; }

.lane, .axis { display: block; overflow: visible; }
.axis text { fill: var(--soft); font-size: 12px; }
.axis .now { text-anchor: end; fill: var(--ink); }
.grid { stroke: var(--grid); stroke-width: 1; shape-rendering: crispEdges; }
.base { stroke: var(--base); stroke-width: 1; shape-rendering: crispEdges; }
rect.past { fill: var(--past); stroke: var(--past); stroke-width: 1; }
rect.open { fill: var(--red); stroke: var(--red); stroke-width: 1; }
td.time { position: relative; padding: 0 0 0 24px; }
td.time .lane { position: absolute; inset: 0 0 0 24px; width: calc(100% - 24px); height: 100%; }
td.time .notes { position: relative; margin: 38px 0 10px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 24px; padding: 14px 0 0; color: var(--soft); font-size: 13px; }
.legend span { display: inline-flex; gap: 8px; align-items: center; }
.pager { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 8px 24px; margin-top: 24px; color: var(--soft); }
.pager .off { color: var(--past); visibility: hidden; }

.crumb { margin-bottom: 20px; font-size: 14px; color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 24px 32px; margin-top: 36px; padding-top: 20px; border-top: 1px solid var(--ink); }
.facts dt, .ids dt { color: var(--soft); font-size: 13px; }
.facts dd { display: flex; flex-direction: column; }
.facts .track { max-width: 180px; }
.why { margin-top: 28px; }
.why .reason { font-size: 17px; }
.wide { margin-top: 14px; }
.ids { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 8px 28px; margin-top: 14px; }
.ways { display: flex; flex-wrap: wrap; gap: 8px 24px; margin-top: 20px; }
details { margin-top: 12px; }
.episodes td:nth-child(1), .episodes th[scope] time { white-space: nowrap; }
.episodes td:nth-child(3) { min-width: 130px; }
.episodes .reasons li + li { margin-top: 4px; }
summary { cursor: pointer; font-weight: 560; width: max-content; }
pre { margin: 14px 0 0; padding: 18px; background: var(--faint); border-radius: 6px; overflow: auto; max-height: 70vh; white-space: pre-wrap; color: var(--ink); }
.wrong { max-width: 70ch; white-space: pre-line; margin-top: 16px; }

@media (max-width: 860px) {
  .columns span { display: none; }
  .columns, .entry { grid-template-columns: minmax(0, 1fr); }
  .entry dl { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); grid-template-rows: auto auto; gap: 2px 14px; margin: 14px 0 0 24px; }
  .entry dl > div { text-align: left; display: grid; grid-row: span 2; grid-template-rows: subgrid; }
  .entry dt { position: static; width: auto; height: auto; overflow: visible; clip-path: none; color: var(--soft); font-size: 12.5px; line-height: 1.35; align-self: end; }
  .entry dd { align-items: flex-start; }
  .figure { font-size: 15px; white-space: normal; }
  .jobs, .jobs tbody, .jobs thead { display: block; }
  .jobs thead tr { display: block; }
  .jobs thead th { display: none; }
  .jobs thead th.time { display: block; width: auto; padding: 0 0 6px; position: static; }
  .jobs tbody tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 16px; padding: 14px 0; border-bottom: 1px solid var(--line); }
  .jobs tbody th, .jobs tbody td { display: block; width: auto; padding: 0; border: 0; }
  .jobs tbody td.time { grid-column: 1 / -1; min-height: 40px; }
  .jobs td.time .lane { inset: 0; width: 100%; }
  .jobs tbody td.read { padding: 0; grid-column: 1 / -1; }
  .jobs td.read:not(:has(.stale)) { display: none; }
  .jobs tbody td.state { text-align: right; }
  .state .sub { margin: 0; }
  .read > .stale, .number .sub { display: inline; }
  .episodes, .episodes tbody { display: block; }
  .episodes thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .episodes tbody tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 16px; padding: 12px 0; border-bottom: 1px solid var(--line); }
  .episodes tbody th, .episodes tbody td { display: block; padding: 0; border: 0; }
  .episodes tbody td:nth-child(n + 3) { grid-column: 1 / -1; }
  .label { display: inline; }
}
@media (max-width: 420px) {
  .filters label:not(.search) { flex: 1 1 130px; }
  .filters button { flex: 1 1 100%; }
  .entry dl { margin-left: 0; }
}
@media print { .filters, .days, .pager { display: none; } thead th { position: static; } }
`;
