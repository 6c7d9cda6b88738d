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

/** A tick as text, with as many decimals as the step needs. */
export function tickLabel(value: number, step: number): string {
  const largest = Math.abs(value)
  if (value !== 0 && (largest >= 1e5 || step < 1e-4)) return scientific(value)
  return value.toFixed(step < 1e-4 ? 0 : Math.max(0, -Math.floor(Math.log10(step) + 1e-9))).replace('-', '−')
}

function scientific(value: number): string {
  return value.toExponential(1).replace('e+', 'e').replace('.0', '').replaceAll('-', '−')
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10
  return factor * power
}

/** Dividing by a whole number instead of multiplying with a fraction keeps 0.3 from being 0.30000000000000004. */
function multiples(first: number, last: number, step: number): readonly number[] {
  const inverse = Math.round(1 / step)
  const at = (index: number) => (step < 1 ? index / inverse : index * step)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => at(first + index) + 0)
}

function widened([from, to]: Interval): Interval {
  const magnitude = Math.max(Math.abs(from), Math.abs(to))
  if (to - from > magnitude * 1e-9) return [from, to]
  const half = magnitude === 0 ? 0.5 : magnitude * 0.05
  return [from - half, to + half]
}
