import { dotPlot } from '../chart/dot-plot'
import { markerAt, seriesStyles, type SeriesStyle } from '../chart/series-style'
import type { ComparisonRow, Role } from '../compare'
import { wilsonInterval } from '../interval'
import { markup, type Markup } from '../markup'
import { count, duration, nats, percent, size } from '../quantities'

interface Column {
  readonly label: string
  readonly known: (row: ComparisonRow) => unknown
  readonly text: (row: ComparisonRow) => string
}

const columns: readonly Column[] = [
  { label: 'Accuracy', known: (row) => row.accuracy, text: (row) => percent(row.accuracy) },
  { label: 'Errors', known: (row) => row.errors, text: (row) => count(row.errors) },
  { label: 'Agreement with teacher', known: (row) => row.agreement, text: (row) => percent(row.agreement) },
  { label: 'Cross-entropy, nats', known: (row) => row.crossEntropy, text: (row) => nats(row.crossEntropy) },
  { label: 'Parameters', known: (row) => row.parameters, text: (row) => count(row.parameters) },
  { label: 'Size', known: (row) => row.bytes, text: (row) => size(row.bytes) },
  {
    label: 'Time per example',
    known: (row) => row.forwardMilliseconds,
    text: (row) => duration(row.forwardMilliseconds),
  },
]

const roles: Readonly<Record<Role, string>> = {
  teacher: 'teacher',
  baseline: 'without the teacher',
  student: 'distilled',
  other: '',
}

/** Teacher, baseline and student side by side: a table, and accuracy with its uncertainty. */
export function comparisonSection(rows: readonly ComparisonRow[]): Markup {
  if (rows.length === 0) return markup``
  const styleOf = seriesStyles(rows)
  // Roles are spelled out because browsers drop them where a style sheet lays the table out as blocks.
  return markup`<section aria-labelledby="comparison"><h2 id="comparison">Comparison</h2>
${comparisonTable(rows, styleOf)}
<p class="note">${notes(rows)}</p>
${accuracyPlot(rows, styleOf)}</section>`
}

function comparisonTable(rows: readonly ComparisonRow[], styleOf: (name: string) => SeriesStyle): Markup {
  const shown = columns.filter(({ known }) => rows.some((row) => known(row) !== undefined))
  const head = shown.map(({ label }) => markup`<th scope="col" role="columnheader">${label}</th>`)
  const body = rows.map((row) => {
    const cells = shown.map(
      ({ label, text }) => markup`<td role="cell" data-label="${label}">${text(row)}</td>`,
    )
    return markup`<tr role="row" class="role-${row.role}"><th scope="row" role="rowheader">${key(styleOf(row.name))}${row.name}${roleOf(row)}</th>${cells}</tr>\n`
  })
  return markup`<table class="comparison" role="table" aria-labelledby="comparison">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Model</th>${head}</tr></thead>
<tbody role="rowgroup">
${body}</tbody></table>`
}

/** The line or marker of a series, for legends and tables. */
export function key(style: SeriesStyle, withLine = false): Markup {
  const line =
    withLine &&
    markup`<path class="line series-${style.colour}" d="M0 6H30" stroke-dasharray="${style.dash}"/>`
  return markup`<svg class="key" viewBox="${withLine ? '0 0 30 12' : '9 0 12 12'}" aria-hidden="true">${line}${markerAt(style, 15, 6)}</svg>`
}

function roleOf({ name, role }: ComparisonRow): Markup {
  const words = roles[role]
  return words === '' || name.toLowerCase() === words ? markup`` : markup` <span class="role">${words}</span>`
}

function notes(rows: readonly ComparisonRow[]): string {
  const examples = [...new Set(rows.map((row) => count(row.examples)))].join(', ')
  const timed = rows.some((row) => row.forwardMilliseconds !== undefined)
  return `Measured on ${examples} examples.${timed ? ' Times are medians of the forward pass, in batches.' : ''}`
}

function accuracyPlot(rows: readonly ComparisonRow[], styleOf: (name: string) => SeriesStyle): Markup {
  const measured = rows.flatMap((row) =>
    row.accuracy === undefined ? [] : [{ ...row, accuracy: row.accuracy }],
  )
  if (measured.length < 2) return markup``
  const inPercent = (share: number) => share * 100
  const plot = dotPlot({
    id: 'accuracy',
    title: 'Accuracy of each model',
    description: measured.map(({ name, accuracy }) => `${name}: ${percent(accuracy)}`).join('; '),
    xLabel: 'accuracy, %',
    width: 400,
    largest: 100,
    rows: measured.map(({ name, accuracy, examples }) => {
      const [low, high] = wilsonInterval(Math.round(accuracy * examples), examples)
      return {
        label: name,
        value: inPercent(accuracy),
        interval: [inPercent(low), inPercent(high)],
        text: percent(accuracy),
        style: styleOf(name),
      }
    }),
  })
  return markup`<figure class="pair beside">${plot}<figcaption><b>Accuracy, and how sure it is.</b> Bars are 95% Wilson intervals for a test set of this size: how far the accuracy of the same model might lie from this on other examples of the same kind. They say nothing about how much another training run would differ.</figcaption></figure>`
}
