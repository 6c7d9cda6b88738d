import { dotPlot } from '../chart/dot-plot'
import type { SeriesStyle } from '../chart/series-style'
import { displayWidth } from '../display-width'
import { wilsonInterval } from '../interval'
import { markup, type Markup } from '../markup'
import { count, percent } from '../quantities'
import { shortened } from '../shortened'
import type { ReportConfusion } from './report'

/** More classes than this are not shown as a matrix, and only the weakest are plotted. */
const mostClasses = 16
const mostPairs = 12
/** In columns, above and beside the matrix. */
const longestName = 13

const style: SeriesStyle = { colour: 'student', dash: 'none', marker: 'circle' }

/** What the student takes for what: accuracy of each class, and the confusion matrix or its largest entries. */
export function classesSection({ counts, classNames }: ReportConfusion): Markup {
  const nameOf = (index: number) => classNames?.[index] ?? String(index)
  const few = counts.length <= mostClasses
  return markup`<section aria-labelledby="classes"><h2 id="classes">The student’s classes</h2>
<div class="pair">${classPlot(counts, nameOf)}
${few ? matrix(counts, nameOf) : pairs(counts, nameOf)}</div></section>`
}

type Counts = ReportConfusion['counts']
type NameOf = (index: number) => string

function classPlot(counts: Counts, nameOf: NameOf): Markup {
  const classes = counts
    .map((row, index) => ({
      index,
      right: row[index] ?? 0,
      total: row.reduce((sum, value) => sum + value, 0),
    }))
    .filter(({ total }) => total > 0)
    .map((row) => ({ ...row, share: row.right / row.total }))
  if (classes.length === 0) return markup``
  const all = classes.length <= mostClasses
  const shown = all
    ? classes
    : classes.toSorted((one, other) => one.share - other.share).slice(0, mostClasses)
  const plot = dotPlot({
    id: 'class-accuracy',
    title: 'Accuracy of each class',
    description: shown.map(({ index, share }) => `${nameOf(index)}: ${percent(share)}`).join('; '),
    xLabel: 'accuracy, %',
    width: 400,
    largest: 100,
    rows: shown.map(({ index, right, total, share }) => {
      const [low, high] = wilsonInterval(right, total)
      return {
        label: nameOf(index),
        value: share * 100,
        interval: [low * 100, high * 100],
        text: percent(share, 1),
        style,
      }
    }),
  })
  const which = all ? '' : ` The ${mostClasses} weakest of ${classes.length} classes.`
  return markup`<figure>${plot}<figcaption>Share of each class’s examples that are recognised, with 95% Wilson intervals.${which}</figcaption></figure>`
}

function matrix(counts: Counts, nameOf: NameOf): Markup {
  const worst = Math.max(
    1,
    ...counts.flatMap((row, label) => row.filter((_, predicted) => predicted !== label)),
  )
  const names = counts.map((_, index) => nameOf(index))
  const named = names.some((name) => displayWidth(name) > 3) ? ' named' : ''
  const heading = (scope: 'col' | 'row', name: string) =>
    markup`<th scope="${scope}" title="${name}"><span>${shortened(name, longestName)}</span></th>`
  const head = names.map((name) => heading('col', name))
  const body = counts.map((row, label) => {
    const cells = row.map((value, predicted) => {
      if (predicted === label) return markup`<td class="right">${value}</td>`
      if (value === 0) return markup`<td class="none">·</td>`
      return markup`<td class="wrong" style="--share:${(value / worst).toFixed(3)}">${value}</td>`
    })
    return markup`<tr>${heading('row', names[label]!)}${cells}</tr>\n`
  })
  return markup`<figure><div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="matrix${named}">
<thead><tr><td></td>${head}</tr></thead>
<tbody>${body}</tbody></table></div>
<figcaption>Each row is a label, each column what the student said. The stronger the colour, the more frequent the mistake.</figcaption></figure>`
}

function pairs(counts: Counts, nameOf: NameOf): Markup {
  const mistakes = counts
    .flatMap((row, label) => row.map((value, predicted) => ({ label, predicted, value })))
    .filter(({ label, predicted, value }) => label !== predicted && value > 0)
    .toSorted((one, other) => other.value - one.value)
    .slice(0, mostPairs)
  if (mistakes.length === 0) return markup`<p class="note">No example was taken for another class.</p>`
  const body = mistakes.map(
    ({ label, predicted, value }) =>
      markup`<tr><th scope="row">${nameOf(label)}</th><td>${nameOf(predicted)}</td><td>${count(value)}</td></tr>\n`,
  )
  return markup`<figure><div class="scroll" tabindex="0" role="region" aria-label="Most frequent mistakes"><table class="plain">
<thead><tr><th scope="col">Label</th><th scope="col">Taken for</th><th scope="col">Times</th></tr></thead>
<tbody>${body}</tbody></table></div><figcaption>The most frequent mistakes.</figcaption></figure>`
}
