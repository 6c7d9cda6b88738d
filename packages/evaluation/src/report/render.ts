import { seriesStyles } from '../chart/series-style'
import { markup, trusted, type Markup } from '../markup'
import { summarize } from '../summary'
import { classesSection } from './classes'
import { comparisonSection } from './comparison'
import { trainingSection, validationSection } from './curves'
import type { Report } from './report'
import { settingsSection } from './settings'
import { styles } from './styles'

/**
 * Renders a report as one HTML page that needs nothing else: no network, no script, no font, images as inline SVG. It
 * reads in light and dark, on paper, on a phone and aloud. Every text of the report is escaped.
 *
 * @example
 * const page = renderReport({
 *   title: 'Digits', created: '2026-05-04T12:00:00Z', rows: [], stages: [], environment: { backend: 'cpu' },
 * })
 * page.startsWith('<!doctype html>') // => true
 */
export function renderReport(report: Report): string {
  const { title, created, rows, stages, confusion } = report
  const styleOf = seriesStyles([...rows, ...stages])
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="generator" content="Potstill">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(styles)}</style>
</head>
<body>
<header>
<p class="eyebrow">Distillation report</p>
<h1>${title}</h1>
${date(created)}
<p class="lead">${summarize(rows)}</p>
</header>
<main>
${comparisonSection(rows, styleOf)}
${validationSection(stages, styleOf)}
${trainingSection(stages, styleOf)}
${confusion !== undefined && classesSection(confusion)}
${settingsSection(report)}
</main>
<footer>Made with Potstill.</footer>
</body>
</html>
`.html
}

function date(created: string): Markup {
  const time = new Date(created)
  if (Number.isNaN(time.getTime())) return markup`<p class="date">${created}</p>`
  const text = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  }).format(time)
  return markup`<p class="date"><time datetime="${time.toISOString()}">${text} UTC</time></p>`
}
