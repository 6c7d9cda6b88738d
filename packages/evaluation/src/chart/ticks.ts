import type { Interval } from './scale'

/** Round numbers at equal distances. */
export interface Ticks {
  readonly values: readonly number[]
  /** 1, 2 or 5 times a power of ten. */
  readonly step: number
}

/** Round numbers that cover an interval: the first is at or below its start, the last at or above its end. */
export function coveringTicks(interval: Interval, wanted = 5): Ticks {
  const [from, to] = widened(interval)
  const step = niceStep((to - from) / Math.max(1, wanted - 1))
  const first = Math.floor(from / step + 1e-9)
  const last = Math.ceil(to / step - 1e-9)
  return { values: multiples(first, last, step), step }
}

/** Whole numbers inside an interval, such as epochs; never none. */
export function wholeTicks([from, to]: Interval, wanted = 6): Ticks {
  const step = Math.max(1, niceStep((to - from) / wanted))
  const values = multiples(Math.ceil(from / step), Math.floor(to / step), step)
  return { values: values.length > 0 ? values : [Math.round(from)], step }
}

/** A tick as text, with as many digits as its step needs, so that no two ticks of an axis read the same. */
export function tickLabel(value: number, step: number): string {
  if (value === 0) return '0'
  if (Math.abs(value) >= 1e5 || step < 1e-4) return scientific(value, power(Math.abs(value)) - power(step))
  return value.toFixed(Math.max(0, -power(step))).replace('-', '−')
}

function scientific(value: number, digits: number): string {
  return value.toExponential(Math.max(0, digits)).replace('e+', 'e').replaceAll('-', '−')
}

/** The largest whole n with 10ⁿ at or below a value. */
function power(value: number): number {
  return Math.floor(Math.log10(value) + 1e-9)
}

function niceStep(rough: number): number {
  const unit = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5].find((candidate) => candidate * unit >= rough * (1 - 1e-9)) ?? 10
  return factor * unit
}

/** Dividing by a whole number instead of multiplying with a fraction keeps 0.3 from being 0.30000000000000004. */
function multiples(first: number, last: number, step: number): readonly number[] {
  const inverse = Math.round(1 / step)
  const at = (index: number) => (step < 1 ? index / inverse : index * step)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => at(first + index) + 0)
}

/** Below it, steps have no digits left to be round in. */
const smallest = 1e-300

/** An interval without extent, or with less than numbers can show, gets one. */
function widened([from, to]: Interval): Interval {
  const magnitude = Math.max(Math.abs(from), Math.abs(to))
  if (to - from > Math.max(magnitude * 1e-9, smallest)) return [from, to]
  const half = magnitude <= smallest ? 0.5 : magnitude * 0.05
  return [from - half, to + half]
}
