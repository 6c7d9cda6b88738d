import { lineChart, type Series } from '../chart/line-chart'
import { lineKey } from '../chart/legend-key'
import type { SeriesStyle, StyleOf } from '../chart/series-style'
import { markup, type Markup } from '../markup'
import { nats, percent } from '../quantities'
import { breakable } from './breakable'
import type { EpochRecord, ReportStage } from './report'

/** How validation went, all stages in the same axes. */
export function validationSection(stages: readonly ReportStage[], styleOf: StyleOf): Markup {
  const validated = stages.filter(({ epochs }) => epochs.some(({ validation }) => validation !== undefined))
  if (validated.length === 0) return markup``
  const seriesOf = (value: (epoch: EpochRecord) => number | undefined) =>
    validated.map(({ name, epochs }) => ({ name, style: styleOf(name), points: pointsOf(epochs, value) }))
  const size = { width: 400, height: 270 }

  const accuracy = seriesOf(({ validation }) => validation && validation.accuracy * 100)
  const crossEntropy = seriesOf(({ validation }) => validation?.crossEntropy)
  return markup`<section aria-labelledby="validation"><h2 id="validation">Validation</h2>
${legend(validated, styleOf)}
<div class="pair"><figure>${lineChart({
    id: 'validation-accuracy',
    title: 'Validation accuracy by epoch',
    description: describe(accuracy, (value) => percent(value / 100)),
    series: accuracy,
    xLabel: 'epoch',
    yLabel: 'accuracy, %',
    size,
  })}</figure>
<figure>${lineChart({
    id: 'validation-cross-entropy',
    title: 'Validation cross-entropy by epoch',
    description: describe(crossEntropy, (value) => `${nats(value)} nats`),
    series: crossEntropy,
    xLabel: 'epoch',
    yLabel: 'cross-entropy, nats',
    size,
    fromZero: true,
  })}</figure></div></section>`
}

/** How the training loss and each of its terms went, stage by stage, and why a stage did not finish. */
export function trainingSection(stages: readonly ReportStage[], styleOf: StyleOf): Markup {
  const trained = stages.some(({ epochs }) => epochs.length > 0)
  if (!trained && stages.every(({ reason }) => reason === 'finished')) return markup``
  return markup`<section aria-labelledby="training"><h2 id="training">Training loss</h2>
<div class="stages">${stages.map((stage, index) => stagePanels(stage, `stage-${index}`, styleOf(stage.name)))}</div>
${trained && panelsNote}</section>`
}

const panelsNote = markup`<p class="note">Means over each epoch’s examples, epoch by epoch. The total is weighted, the terms are not; every panel has its own scale.</p>`

function stagePanels(stage: ReportStage, id: string, style: SeriesStyle): Markup {
  const { name, epochs, reason } = stage
  const panels = lossesOf(epochs).map(({ label, value }, index) => {
    const series = { name: label, style: { ...style, dash: 'none' }, points: pointsOf(epochs, value) }
    const last = series.points.at(-1)?.[1]
    return markup`<figure><figcaption class="panel-title"><span>${breakable(label)}</span><span>${nats(last)}</span></figcaption>${lineChart(
      {
        id: `${id}-${index}`,
        title: `Training loss of ${name}: ${label}`,
        description: describe([series], nats),
        series: [series],
        xLabel: '',
        yLabel: '',
        size: { width: 230, height: 136 },
        ticks: { x: 4, y: 4 },
        fromZero: true,
      },
    )}</figure>`
  })
  // Why it ended may take many words.
  const columns = reason === 'finished' ? Math.max(1, Math.min(4, panels.length)) : 4
  const ending = reason === 'finished' ? '' : `, ${reason}`
  const length = `${epochs.length} ${epochs.length === 1 ? 'epoch' : 'epochs'}${ending}`
  return markup`<div class="stage columns-${columns}"><h3>${name} <small>– ${length}</small></h3>${panels}</div>\n`
}

interface NamedLoss {
  readonly label: string
  readonly value: (epoch: EpochRecord) => number | undefined
}

/** The total, and each term by name; a lone term that equals the total is not shown twice. */
function lossesOf(epochs: readonly EpochRecord[]): readonly NamedLoss[] {
  if (epochs.length === 0) return []
  const names = [...new Set(epochs.flatMap(({ train }) => Object.keys(train.terms)))]
  const [only] = names
  if (
    only !== undefined &&
    names.length === 1 &&
    epochs.every(({ train }) => train.terms[only] === train.total)
  ) {
    return [{ label: only, value: ({ train }) => train.total }]
  }
  const terms = names.map((name): NamedLoss => ({ label: name, value: ({ train }) => train.terms[name] }))
  return [{ label: 'total', value: ({ train }) => train.total }, ...terms]
}

function legend(stages: readonly ReportStage[], styleOf: StyleOf): Markup {
  const items = stages.map(({ name }) => markup`<li>${lineKey(styleOf(name))}${name}</li>`)
  return markup`<ul class="legend">${items}</ul>`
}

function pointsOf(
  epochs: readonly EpochRecord[],
  value: (epoch: EpochRecord) => number | undefined,
): Series['points'] {
  return epochs.flatMap((epoch) => {
    const y = value(epoch)
    return y === undefined ? [] : [[epoch.epoch, y] as const]
  })
}

function describe(
  series: readonly Pick<Series, 'name' | 'points'>[],
  text: (value: number) => string,
): string {
  return series
    .map(({ name, points }) => {
      const [first, last] = [points[0], points.at(-1)]
      if (!first || !last) return `${name} has no values`
      return `${name} starts at ${text(first[1])} in epoch ${first[0]} and ends at ${text(last[1])} in epoch ${last[0]}`
    })
    .join('; ')
}
