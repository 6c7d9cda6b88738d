import { dark, light, type Palette } from './palette'

const variables = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ')

const series = ['teacher', 'baseline', 'student', 'fourth', 'fifth', 'sixth']
  .map((name) => `.series-${name} { --colour: var(--${name}); }`)
  .join('\n')

/** The report's style sheet: one for screen and paper, light and dark, wide and narrow. */
export const styles = `
:root { color-scheme: light dark; ${variables(light)} }
@media screen and (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
${series}

* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 Charter, 'Bitstream Charter', 'Iowan Old Style', 'Palatino Linotype', Cambria, 'Liberation Serif', Georgia, serif;
  font-variant-numeric: lining-nums; overflow-wrap: break-word;
}
main, header, footer { max-width: 58rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
header { padding-top: clamp(2rem, 7vw, 4.5rem); }
h1, h2, h3 { font-weight: 600; line-height: 1.2; text-wrap: balance; }
h1 { font-size: clamp(1.7rem, 1.2rem + 2.4vw, 2.6rem); letter-spacing: -0.012em; margin: 0 0 0.4rem; }
h2 { font-size: 1.3rem; margin: 0 0 0.9rem; }
h3 { font-size: 1rem; margin: 1.8rem 0 0.5rem; }
h3 small, figcaption, .note, .date, .eyebrow, footer { color: var(--muted); }
h3 small { font-weight: 400; font-size: inherit; }
p { margin: 0 0 1rem; }
.sans, .eyebrow, .date, figcaption, .note, table, .legend, dl, footer, svg text, summary {
  font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif;
}
.eyebrow { font-size: 0.78rem; letter-spacing: 0.06em; text-transform: uppercase; margin: 0 0 0.8rem; }
.date { font-size: 0.88rem; margin: 0; }
.lead { font-size: clamp(1.12rem, 1rem + 0.6vw, 1.32rem); line-height: 1.5; max-width: 42rem; margin: 1.8rem 0 0; text-wrap: pretty; }
section { margin-top: clamp(2.4rem, 5vw, 3.6rem); padding-top: 1.4rem; border-top: 1px solid var(--rule); }
figure { margin: 0; min-width: 0; }
figcaption, .note { font-size: 0.82rem; line-height: 1.5; text-wrap: pretty; }
.chart + figcaption { margin-top: 0.5rem; }
figcaption b { color: var(--ink); font-weight: 600; }

table { border-collapse: collapse; font-size: 0.88rem; font-variant-numeric: tabular-nums lining-nums; }
th, td { text-align: right; padding: 0.45rem 0 0.45rem 1.1rem; white-space: nowrap; }
th { font-weight: 400; }
th[scope='row'] { text-align: left; padding-left: 0; }
thead th { color: var(--muted); font-size: 0.78rem; vertical-align: bottom; white-space: normal; border-bottom: 1px solid var(--ink); }
tbody tr + tr > * { border-top: 1px solid var(--grid); }
.comparison { width: 100%; border-top: 2px solid var(--ink); border-bottom: 2px solid var(--ink); margin-bottom: 0.7rem; }
thead th:first-child { text-align: left; padding-left: 0; }
.comparison tr > th:first-child { padding-left: 1.35rem; }
.comparison tbody th { white-space: normal; overflow-wrap: anywhere; min-width: 10rem; }
.comparison tbody :is(th, td) { vertical-align: baseline; }
.comparison .role-student > * { font-weight: 600; }
.key { width: 2.1rem; height: 0.85rem; margin-right: 0.5rem; vertical-align: -0.08rem; overflow: visible; }
.comparison .key { width: 0.9rem; margin: 0 0.45rem 0 -1.35rem; }
.role { display: block; color: var(--muted); font-weight: 400; font-size: 0.78rem; }

.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; margin: 0 0 0.8rem; padding: 0; font-size: 0.85rem; }
.legend li { overflow-wrap: anywhere; }
.pair { display: grid; gap: 1.8rem 2.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); align-items: start; }
.pair > * { max-width: 30rem; min-width: 0; }
.beside { margin-top: 2rem; align-items: center; }
.stages { display: grid; gap: 1.6rem 1.6rem; grid-template-columns: repeat(4, minmax(0, 1fr)); margin-bottom: 1rem; }
.stage { display: grid; gap: 0.8rem 1.6rem; grid-template-columns: subgrid; align-content: start; align-items: end; }
.stage h3 { grid-column: 1 / -1; margin: 0; overflow-wrap: anywhere; }
.columns-2 { grid-column: span 2; }
.columns-3 { grid-column: span 3; }
.columns-4 { grid-column: span 4; }
.panel-title { display: flex; justify-content: space-between; gap: 1rem; margin: 0; color: var(--ink); font-variant-numeric: tabular-nums; }
.panel-title :first-child { overflow-wrap: anywhere; min-width: 0; }
.panel-title :last-child { flex: none; }

.chart { display: block; width: 100%; height: auto; overflow: visible; }
.chart text { font-size: 12px; fill: var(--muted); font-variant-numeric: tabular-nums; }
.chart .row-label, .chart .row-value { fill: var(--ink); }
.chart .grid { stroke: var(--grid); }
.chart .axis { stroke: var(--muted); }
.line { fill: none; stroke: var(--colour); stroke-width: 1.7; stroke-linejoin: round; }
.mark { fill: var(--colour); stroke: var(--paper); stroke-width: 1; }
.mark.hollow { fill: var(--paper); stroke: var(--colour); stroke-width: 1.7; }
path.mark.hollow { fill: none; }
.interval { stroke: var(--colour); stroke-width: 1.7; }

.scroll { overflow-x: auto; }
.scroll :is(th[scope='row'], thead tr > :first-child) { position: sticky; left: 0; background: var(--paper); }
.matrix { width: 100%; font-size: 0.78rem; margin-bottom: 0.6rem; }
.matrix th, .matrix td { padding: 0; min-width: 1.62rem; height: 2rem; text-align: center; border: 1px solid var(--grid); }
.matrix th, .matrix thead td { border: 0; color: var(--muted); }
.matrix th[scope='row'] { text-align: right; padding-right: 0.6rem; }
.named thead th { vertical-align: bottom; padding-bottom: 0.4rem; }
.named thead span { white-space: nowrap; writing-mode: vertical-rl; transform: rotate(180deg); }
.matrix td.right { background: var(--tint); font-weight: 600; }
.matrix td.wrong { background: color-mix(in srgb, var(--student) calc(var(--share) * 34%), var(--paper)); }
.matrix td.none { color: var(--muted); }
.plain { width: 100%; margin-bottom: 0.8rem; }
.plain th, .plain td { vertical-align: baseline; white-space: normal; text-align: left; padding-left: 0; overflow-wrap: anywhere; }
.plain tr > :nth-child(2) { padding-left: 1rem; }
.plain tr > :last-child { text-align: right; overflow-wrap: normal; padding-left: 1rem; }

dl { display: grid; grid-template-columns: fit-content(16rem) minmax(0, 1fr); gap: 0.35rem 1.6rem; margin: 0 0 1.6rem; font-size: 0.88rem; }
dt { color: var(--muted); overflow-wrap: anywhere; }
dd { margin: 0; overflow-wrap: anywhere; }
details { border-top: 1px solid var(--grid); padding: 0.6rem 0; }
details:last-child { border-bottom: 1px solid var(--grid); }
summary { cursor: pointer; font-size: 0.92rem; }
summary:focus-visible, .scroll:focus-visible, pre:focus-visible { outline: 2px solid var(--teacher); outline-offset: 3px; }
pre { margin: 0.8rem 0 0.4rem; padding: 0.9rem 1.1rem; background: var(--tint); overflow-x: auto; font: 0.8rem/1.55 ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; tab-size: 2; }
footer { font-size: 0.8rem; padding-top: 3rem; padding-bottom: 3rem; }

@media (max-width: 54rem) {
  .stages { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .columns-2, .columns-3, .columns-4 { grid-column: span 2; }
  /* The table turns: its head becomes the first column, each row a column. */
  .comparison { display: grid; grid-auto-flow: column; grid-template-rows: repeat(calc(var(--measures) + 1), auto); grid-template-columns: minmax(5.6rem, 1fr); grid-auto-columns: minmax(max-content, 1fr); font-size: clamp(0.78rem, 2.6vw, 0.88rem); }
  .comparison :is(thead, tbody, tr) { display: contents; }
  .comparison tr > * { border: 0; border-bottom: 1px solid var(--grid); padding: 0.45rem 0 0.45rem 0.6rem; }
  .comparison tr > :last-child { border-bottom: 0; }
  .comparison tr > :first-child { border-bottom: 1px solid var(--ink); }
  .comparison thead th, .comparison thead th:first-child { text-align: left; padding-left: 0; font-size: 0.78rem; }
  .comparison th[scope='row'] { position: static; }
  .comparison tbody th:first-child { min-width: 100%; max-width: 9rem; text-align: right; padding-left: 0.6rem; }
  .comparison thead th { position: sticky; left: 0; background: var(--paper); }
  .comparison .key { display: block; margin: 0.2rem 0 0.3rem auto; }
  .comparison .role { width: 0; min-width: 100%; }
}
@media (max-width: 30rem) {
  .chart text { font-size: 13.5px; }
  .stage .chart text { font-size: 15.5px; }
  .panel-title { gap: 0.5rem; font-size: 0.75rem; }
  .matrix { font-size: 0.68rem; }
  .matrix th, .matrix td { height: 1.62rem; }
  .matrix th[scope='row'] { padding-right: 0.3rem; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: 0.5rem; }
}
@media print {
  body { font-size: 10pt; }
  main, header, footer { max-width: none; padding-left: 0; padding-right: 0; }
  header { padding-top: 0; }
  h2, h3 { break-after: avoid; }
  figure, tr, dl { break-inside: avoid; }
  section { margin-top: 1.6rem; }
  details::details-content { content-visibility: visible; block-size: auto; }
  pre { white-space: pre-wrap; }
  .scroll { overflow: visible; }
  details table { font-size: 8pt; }
  details thead th { font-size: 7pt; }
  .matrix td { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
