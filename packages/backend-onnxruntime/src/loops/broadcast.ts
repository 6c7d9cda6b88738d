/**
 * How an operand's numbers lie in a result of rows and columns: all of them, one for all, one row for all rows, or one
 * number for each row.
 */
export type Lie = 'whole' | 'one' | 'row' | 'column'

/** Two operands of a broadcasting operation; one at least is whole. */
export interface Broadcast {
  readonly shape: number[]
  readonly size: number
  readonly columns: number
  readonly a: Lie
  readonly b: Lie
}

/** How two operands lie in their result; undefined where it takes more than rows and columns to say. */
export function broadcast(a: readonly number[], b: readonly number[]): Broadcast | undefined {
  const sizeA = sizeOf(a)
  const sizeB = sizeOf(b)
  if (sizeA === sizeB && equal(a, b))
    return { shape: [...a], size: sizeA, columns: 1, a: 'whole', b: 'whole' }
  const bIsSmall = sizeB < sizeA || (sizeB === sizeA && b.length <= a.length)
  const [large, small, size] = bIsSmall ? [a, b, sizeA] : [b, a, sizeB]
  // Ones in front of the larger shape may be absent, those in front of the smaller one may be too many.
  const shape = [...ones(small.length - large.length), ...large]
  const padded = [...ones(large.length - small.length), ...small]
  const found = lieOf(padded, shape)
  if (found === undefined) return undefined
  const [lie, columns] = found
  return { shape, size, columns, a: bIsSmall ? 'whole' : lie, b: bIsSmall ? lie : 'whole' }
}

function lieOf(small: readonly number[], large: readonly number[]): readonly [Lie, number] | undefined {
  const differ = large.flatMap((length, axis) => (length === small[axis] ? [] : [axis]))
  if (differ.some((axis) => small[axis] !== 1)) return undefined
  const first = differ[0]
  if (first === undefined) return ['whole', 1]
  const last = differ.at(-1) as number
  if (small.every((length) => length === 1)) return ['one', 1]
  const beforeAreOnes = small.slice(0, last + 1).every((length) => length === 1)
  if (beforeAreOnes) return ['row', sizeOf(large.slice(last + 1))]
  const afterAreOnes = small.slice(first).every((length) => length === 1)
  return afterAreOnes ? ['column', sizeOf(large.slice(first))] : undefined
}

function sizeOf(shape: readonly number[]): number {
  let size = 1
  for (const length of shape) size *= length
  return size
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false
  return true
}

function ones(count: number): number[] {
  return Array.from({ length: Math.max(count, 0) }, () => 1)
}
