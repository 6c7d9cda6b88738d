import { dotPlot } from '../chart/dot-plot'
import { markerKey } from '../chart/legend-key'
import type { StyleOf } from '../chart/series-style'
import type { ComparisonRow, Role } from '../compare'
import { isDistilled } from '../is-distilled'
import { wilsonInterval } from '../interval'
import { markup, type Markup } from '../markup'
import { count, duration, nats, percent, size } from '../quantities'

const columns = [
  { label: 'Accuracy', key: 'accuracy', format: percent },
  { label: 'Errors', key: 'errors', format: count },
  { label: 'Agreement with teacher', key: 'agreement', format: percent },
  { label: 'Cross-entropy, nats', key: 'crossEntropy', format: nats },
  { label: 'Parameters', key: 'parameters', format: count },
  { label: 'Size', key: 'bytes', format: size },
  { label: 'Time per example', key: 'forwardMilliseconds', format: duration },
] as const satisfies readonly {
  readonly label: string
  readonly key: keyof ComparisonRow
  readonly format: (value: number | undefined) => string
}[]

const roles: Readonly<Record<Role, string>> = {
  teacher: 'teacher',
  baseline: 'without teacher',
  student: 'distilled',
  other: '',
}

/** Teacher, baseline and student side by side: a table, and accuracy with its uncertainty. */
export function comparisonSection(rows: readonly ComparisonRow[], styleOf: StyleOf): Markup {
  if (rows.length === 0) return markup``
  return markup`<section aria-labelledby="comparison"><h2 id="comparison">Comparison</h2>
${comparisonTable(rows, styleOf)}
<p class="note">${notes(rows)}</p>
${accuracyPlot(rows, styleOf)}</section>`
}

function comparisonTable(rows: readonly ComparisonRow[], styleOf: StyleOf): Markup {
  const shown = columns.filter(({ key }) => rows.some((row) => row[key] !== undefined))
  const head = shown.map(({ label }) => markup`<th scope="col" role="columnheader">${label}</th>`)
  const body = rows.map((row) => {
    const cells = shown.map(({ key, format }) => markup`<td role="cell">${format(row[key])}</td>`)
    return markup`<tr role="row" class="role-${row.role}"><th scope="row" role="rowheader">${markerKey(styleOf(row.name))}${row.name}${roleOf(row, rows)}</th>${cells}</tr>\n`
  })
  // Roles are spelled out because browsers drop them where a style sheet lays the table out as blocks.
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Models, side by side"><table class="comparison" role="table" aria-labelledby="comparison" style="--measures:${shown.length}">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Model</th>${head}</tr></thead>
<tbody role="rowgroup">
${body}</tbody></table></div>`
}

function roleOf(row: ComparisonRow, rows: readonly ComparisonRow[]): Markup {
  const { name, role } = row
  const words = role === 'student' && !isDistilled(row, rows) ? '' : roles[role]
  return words === '' || name.toLowerCase() === words ? markup`` : markup` <span class="role">${words}</span>`
}

function notes(rows: readonly ComparisonRow[]): string {
  const examples = [...new Set(rows.map((row) => count(row.examples)))].join(', ')
  const timed = rows.some((row) => row.forwardMilliseconds !== undefined)
  return `Measured on ${examples} examples.${timed ? ' Time per example: the median forward pass of a batch, divided by its examples.' : ''}`
}

function accuracyPlot(rows: readonly ComparisonRow[], styleOf: StyleOf): Markup {
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
