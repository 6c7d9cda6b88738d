/** How many elements a tensor of this shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1)
}

/** The shape of an elementwise operation on both shapes; they are known to fit. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[a.length - rank + axis] ?? 1
    const right = b[b.length - rank + axis] ?? 1
    return left === 1 ? right : left
  })
}

/** The shape that is left after a reduction over `axes`. */
export function reducedShape(shape: readonly number[], axes: readonly number[], keepDims: boolean): number[] {
  return shape.flatMap((length, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [length]))
}

/** Every axis as a number from 0; none given means all. Throws a RangeError where there is no such axis. */
export function normalAxes(axes: number | readonly number[] | undefined | null, rank: number): number[] {
  const listed = axes === undefined || axes === null ? shapeIndices(rank) : [axes].flat()
  return listed.map((axis) => {
    if (axis < -rank || axis >= rank) throw new RangeError(`axis ${axis} of a tensor of rank ${rank}`)
    return axis < 0 ? axis + rank : axis
  })
}

/** 0, 1, …, rank − 1. */
export function shapeIndices(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis)
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis])
}
