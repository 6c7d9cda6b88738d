import type { Geometry } from './geometry'

/** The rows (or columns) r, r + s, r + 2s, … of an image, and what their gradient is made of. */
export interface Phase {
  /** How many of them there are. */
  readonly length: number
  /** The rows of the filter that they meet, in the order of the rows of dy that these meet. */
  readonly taps: readonly number[]
  /** Zeros before and after dy. */
  readonly before: number
  readonly after: number
}

/**
 * The phases of an axis of a gradient by the input, one for each step of a stride; undefined in place of one that no
 * window meets. Undefined altogether where the axis does not divide into phases of one length, where there are some phases
 * without and more than one with a gradient, or where dy would have to be cropped.
 */
export function phasesOf(
  image: readonly number[],
  dy: readonly number[],
  { kernel, strides, pads }: Geometry,
  axis: 0 | 1,
): readonly (Phase | undefined)[] | undefined {
  const [extent, count] = [image[axis + 1] as number, dy[axis + 1] as number]
  const [size, stride, pad] = [kernel[axis], strides[axis], pads[axis]]
  if (extent % stride !== 0) return undefined
  const length = extent / stride
  const phases = Array.from({ length: stride }, (_, step): Phase | undefined => {
    const met = (tap: number) => (((step + pad - tap) % stride) + stride) % stride === 0
    const taps = Array.from({ length: size }, (_, index) => size - 1 - index).filter(met)
    const [last] = taps
    if (last === undefined) return undefined
    const offset = (step + pad - last) / stride
    return { length, taps, before: -offset, after: length + offset + taps.length - 1 - count }
  })
  const there = phases.filter((phase) => phase !== undefined)
  const turns = there.length === stride || there.length === 1
  return turns && there.every(({ before, after }) => before >= 0 && after >= 0) ? phases : undefined
}
