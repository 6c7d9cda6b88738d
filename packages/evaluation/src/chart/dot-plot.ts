import { displayWidth } from '../display-width'
import { markup, type Markup } from '../markup'
import { shortened } from '../shortened'
import { extent, linearScale, type Interval } from './scale'
import { at, markerAt, type SeriesStyle } from './series-style'
import { coveringTicks, tickLabel } from './ticks'

export interface DotPlotRow {
  readonly label: string
  readonly value: number
  /** Where the value may well lie. */
  readonly interval: Interval
  /** The value as text. */
  readonly text: string
  readonly style: SeriesStyle
}

export interface DotPlot {
  /** Has to differ from the ids of all other charts of the page. */
  readonly id: string
  readonly title: string
  readonly description: string
  readonly rows: readonly DotPlotRow[]
  readonly xLabel: string
  readonly width: number
  /** No tick stands above it. */
  readonly largest?: number
}

const rowHeight = 24
/** In letters of usual width. */
const longestLabel = 17

/** Draws a value per row, with its interval, on one axis as an SVG image. */
export function dotPlot({
  id,
  title,
  description,
  rows,
  xLabel,
  width,
  largest = Infinity,
}: DotPlot): Markup {
  const ticks = coveringTicks(
    extent(rows.flatMap(({ value, interval }) => [value, ...interval])) ?? [0, 1],
    4,
  )
  const values = ticks.values.filter((value) => value <= largest)
  const labels = rows.map(({ label }) => shortened(label, longestLabel))
  const frame = {
    left: 14 + 8 * Math.max(...labels.map(displayWidth)),
    right: width - 16 - 8 * Math.max(...rows.map(({ text }) => text.length)),
    bottom: 8 + rowHeight * rows.length,
  }
  const height = frame.bottom + 42
  const scale = linearScale([values[0]!, values.at(-1)!], [frame.left + 6, frame.right - 6])
  const grid = values.map((value) => {
    const x = at(scale(value))
    return markup`<line class="grid" x1="${x}" x2="${x}" y1="4" y2="${frame.bottom}"/><text class="tick" x="${x}" y="${frame.bottom + 17}" text-anchor="middle">${tickLabel(value, ticks.step)}</text>`
  })
  const dots = rows.map(({ value, interval: [low, high], text, style }, index) => {
    const y = 8 + rowHeight * (index + 0.5)
    const line = markup`<line class="interval series-${style.colour}" x1="${at(scale(low))}" x2="${at(scale(high))}" y1="${y}" y2="${y}"/>`
    return markup`<text class="row-label" x="2" y="${y}" dy="0.35em">${labels[index]}</text>${line}${markerAt(style, scale(value), y)}<text class="row-value" x="${width - 2}" y="${y}" dy="0.35em" text-anchor="end">${text}</text>`
  })
  return markup`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
<g>${grid}</g><line class="axis" x1="${frame.left}" x2="${frame.right}" y1="${frame.bottom}" y2="${frame.bottom}"/>
<text class="axis-label" x="${frame.right}" y="${height - 6}" text-anchor="end">${xLabel}</text>
${dots}
</svg>`
}
