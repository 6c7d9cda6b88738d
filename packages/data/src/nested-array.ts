/** Numbers in lists in lists; all lists of a level are equally long. */
export type NestedNumbers = readonly number[] | readonly NestedNumbers[]

/** Lays nested lists out row-major; undefined where they are ragged or hold something other than numbers. */
export function flattenNested(nested: unknown): { shape: readonly number[]; values: number[] } | undefined {
  const shape: number[] = []
  for (let level = nested; Array.isArray(level); level = level[0]) shape.push(level.length)
  const values: number[] = []
  const add = (level: unknown, axis: number): boolean => {
    if (axis === shape.length) return typeof level === 'number' && values.push(level) > 0
    return (
      Array.isArray(level) && level.length === shape[axis] && level.every((below) => add(below, axis + 1))
    )
  }
  return shape.length > 0 && add(nested, 0) ? { shape, values } : undefined
}
