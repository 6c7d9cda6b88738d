import { markup, type Markup } from '../markup'
import { extent, linearScale, type Interval } from './scale'
import { at, markerAt, type SeriesStyle } from './series-style'
import { coveringTicks, tickLabel, wholeTicks, type Ticks } from './ticks'

export interface Series {
  readonly name: string
  readonly style: SeriesStyle
  /** In the order of x. A y that is not finite leaves a gap. */
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface LineChart {
  /** Has to differ from the ids of all other charts of the page. */
  readonly id: string
  readonly title: string
  /** What the figure shows, for those who do not see it. */
  readonly description: string
  readonly series: readonly Series[]
  readonly xLabel: string
  readonly yLabel: string
  readonly size: { readonly width: number; readonly height: number }
  /** How many ticks the axes should have, about. */
  readonly ticks?: { readonly x?: number; readonly y?: number }
  /** Lets the y axis start at 0 where the values come near it. */
  readonly fromZero?: boolean
}

/** How far apart markers stand, at least: curves of many epochs would drown in them. */
const closestMarkers = 16

/** Draws series over whole numbers as an SVG image. Its colours come from the page's style sheet. */
export function lineChart(chart: LineChart): Markup {
  const { id, title, description, series, size, xLabel, yLabel } = chart
  const points = series.flatMap((one) => one.points)
  const xDomain = extent(points.map(([x]) => x)) ?? [0, 1]
  const yExtent = extent(points.map(([, y]) => y))
  const y = coveringTicks(fromZero(yExtent ?? [0, 1], chart.fromZero === true), chart.ticks?.y)
  const xTicks = wholeTicks(xDomain, chart.ticks?.x)

  const labelWidth = Math.max(...y.values.map((value) => tickLabel(value, y.step).length))
  const frame = {
    left: 12 + 8 * labelWidth,
    right: size.width - 14,
    top: yLabel === '' ? 8 : 28,
    bottom: size.height - (xLabel === '' ? 24 : 38),
  }
  const xScale = linearScale(xDomain, [frame.left + 6, frame.right])
  const yScale = linearScale([y.values[0]!, y.values.at(-1)!], [frame.bottom, frame.top])

  return markup`<svg class="chart" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
${yAxis(y, yScale, frame)}${xAxis(xTicks, xScale, frame)}
<text class="axis-label" x="2" y="13">${yLabel}</text>
<text class="axis-label" x="${frame.right}" y="${size.height - 5}" text-anchor="end">${xLabel}</text>
${series.map((one) => curve(one, xScale, yScale))}${yExtent === undefined && noValues(frame)}
</svg>`
}

interface Frame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function yAxis({ values, step }: Ticks, scale: (value: number) => number, { left, right }: Frame): Markup {
  const lines = values.map((value) => {
    const y = at(scale(value))
    return markup`<line class="grid" x1="${left}" x2="${right}" y1="${y}" y2="${y}"/><text class="tick" x="${left - 8}" y="${y}" dy="0.35em" text-anchor="end">${tickLabel(value, step)}</text>`
  })
  return markup`<g>${lines}</g>`
}

function xAxis(
  { values, step }: Ticks,
  scale: (value: number) => number,
  { left, right, bottom }: Frame,
): Markup {
  const marks = values.map((value) => {
    const x = at(scale(value))
    return markup`<line class="axis" x1="${x}" x2="${x}" y1="${bottom}" y2="${bottom + 4}"/><text class="tick" x="${x}" y="${bottom + 17}" text-anchor="middle">${tickLabel(value, step)}</text>`
  })
  return markup`<g><line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>${marks}</g>`
}

function curve(
  { name, style, points }: Series,
  xScale: (x: number) => number,
  yScale: (y: number) => number,
): Markup {
  let pen = 'M'
  let path = ''
  let lastMarker = -Infinity
  const markers: Markup[] = []
  for (const [index, [x, y]] of points.entries()) {
    if (!Number.isFinite(y)) {
      pen = 'M'
      continue
    }
    const [left, top] = [xScale(x), yScale(y)]
    path += `${pen}${at(left)} ${at(top)}`
    pen = 'L'
    if (left - lastMarker < closestMarkers && index < points.length - 1) continue
    lastMarker = left
    markers.push(markerAt(style, left, top, `${name}: ${Number(y.toPrecision(4))}`))
  }
  return markup`<g><path class="line series-${style.colour}" d="${path}" stroke-dasharray="${style.dash}"/>${markers}</g>`
}

function noValues({ left, right, top, bottom }: Frame): Markup {
  return markup`<text class="tick" x="${(left + right) / 2}" y="${(top + bottom) / 2}" text-anchor="middle">no finite values</text>`
}

function fromZero([from, to]: Interval, wanted: boolean): Interval {
  return wanted && from > 0 && from < to / 2 ? [0, to] : [from, to]
}
