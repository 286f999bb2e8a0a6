/** The look of the live page and of reports: light or dark as the person's system is, from a phone's width on. */
export const css = `
:root {
  color-scheme: light dark;
  --back: #f5f6f8; --card: #ffffff; --text: #1b2330; --faint: #586274; --line: #dde1e8; --accent: #0b66c3;
  --chart-1: #0b66c3; --chart-1-area: #0b66c324; --chart-2: #b34a00; --chart-2-area: #b34a001c;
  --chart-3: #6b4bc4; --chart-3-area: #6b4bc41c; --warn-back: #fff3d6; --warn-text: #664400; --good: #17692f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #12161c; --card: #1b212a; --text: #e6eaf0; --faint: #9aa6b6; --line: #323b48; --accent: #6cb2ff;
    --chart-1: #6cb2ff; --chart-1-area: #6cb2ff2b; --chart-2: #ffab66; --chart-2-area: #ffab661f;
    --chart-3: #b9a1ff; --chart-3-area: #b9a1ff1f; --warn-back: #3d3012; --warn-text: #ffd98a; --good: #7bd795;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: baseline; padding: .9rem 1.1rem .2rem; }
h1, h2, header span, figcaption { min-width: 0; overflow-wrap: anywhere; }
h1 { font-size: 1.2rem; margin: 0; }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
.controls { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin-left: auto; }
main { padding: .6rem 1.1rem 2rem; display: grid; gap: .9rem; }
#gauges, .row { display: grid; gap: .9rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
#sections { display: grid; gap: .9rem; grid-template-columns: minmax(0, 1fr); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1rem; min-width: 0; }
.figures { margin: 0 0 .3rem; }
.figures strong { font-size: 1.7rem; font-variant-numeric: tabular-nums; }
[data-state=unknown] .figures strong { color: var(--warn-text); }
.facts { margin: .5rem 0 .6rem; padding: 0; list-style: none; color: var(--faint); font-size: .87rem; overflow-wrap: anywhere; }
.faint { color: var(--faint); margin: 0; }
.note { background: var(--warn-back); color: var(--warn-text); border-radius: .4rem; padding: .5rem .7rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
#status[data-state="live"] { color: var(--good); }
#status[data-state="lost"] { background: var(--warn-back); color: var(--warn-text); border-radius: .4rem; padding: 0 .5rem; }
meter { width: 100%; height: 1.1rem; }
figure { margin: 0; }
.chart { min-height: 200px; }
.nothing { color: var(--faint); padding: .6rem 0; }
figcaption { font-weight: 600; margin-bottom: .4rem; }
.scroller { overflow-x: auto; }
.scroller table { border-collapse: collapse; width: 100%; font-size: .87rem; }
.scroller th, .scroller td { text-align: left; padding: .25rem .9rem .25rem 0; vertical-align: top; white-space: pre; border-bottom: 1px solid var(--line); }
.scroller tbody tr:last-child > * { border-bottom: 0; }
.scroller td.text:last-child { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 14rem; width: 99%; }
.scroller .report th, .scroller .report td, .scroller .report td.text:last-child { white-space: normal; overflow-wrap: break-word; min-width: 0; width: auto; }
.scroller .report td.number { white-space: nowrap; }
.scroller .number { text-align: right; font-variant-numeric: tabular-nums; }
thead th { color: var(--faint); font-weight: 600; }
tbody th { font-weight: 600; }
a { color: var(--accent); }
summary { cursor: pointer; }
.more { margin-top: .6rem; }
#verdict { border-left: .4rem solid var(--good); }
#verdict[data-state="warning"], #verdict[data-state="error"] { border-left-color: var(--chart-2); }
#verdict h2 { font-size: 1.1rem; margin: 0; overflow-wrap: anywhere; }
.sightings { list-style: none; margin: 0; padding: 0; }
.sightings li { margin-top: .5rem; overflow-wrap: anywhere; }
.sightings li[data-severity="info"] { color: var(--faint); }
.sightings p { margin: .3rem 0 .3rem 1.1rem; }
.sightings .seen { white-space: pre-wrap; }
.empty { display: flex; gap: .8rem; align-items: baseline; padding: .5rem 1rem; }
.empty h2 { margin: 0; }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
th[aria-sort="descending"] button::after { content: " ↓"; }
th[aria-sort="ascending"] button::after { content: " ↑"; }
.controls button, .controls input, .more {
  font: inherit; color: inherit; background: var(--card); border: 1px solid var(--faint); border-radius: .4rem; padding: .25rem .7rem;
}
.controls input { width: 11rem; }
button[aria-pressed="true"] { background: var(--accent); color: var(--card); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none !important; }
.u-legend { font-size: .8rem; color: var(--faint); }
.u-legend th { font-weight: 400; }
@media print {
  :root {
    color-scheme: light;
    --back: #fff; --card: #fff; --text: #000; --faint: #444; --line: #bbb; --accent: #0b66c3; --chart-1: #0b66c3;
    --chart-1-area: #0b66c324; --chart-2: #b34a00; --chart-2-area: #b34a001c; --chart-3: #6b4bc4; --chart-3-area: #6b4bc41c;
    --warn-back: #fff; --warn-text: #664400; --good: #17692f;
  }
  .controls, .more { display: none; }
  .card { break-inside: avoid-page; }
  .scroller { overflow: visible; }
  .scroller table { font-size: .66rem; }
  .scroller th, .scroller td { white-space: pre-wrap; overflow-wrap: anywhere; padding-right: .5rem; }
  .scroller td.text, .scroller td.text:last-child { min-width: 5rem; width: auto; }
  .scroller .report th, .scroller .report td.text { overflow-wrap: break-word; min-width: 0; }
  .scroller td.number { white-space: pre; overflow-wrap: normal; }
  .scroller thead th { white-space: normal; overflow-wrap: normal; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
@media (max-width: 40rem) { .controls { margin-left: 0; } main, header { padding-left: .6rem; padding-right: .6rem; } }
`
