import { cannotLower } from '../lowering'
import type { Value, ValueType } from '../value'

/** Throws unless every value has one of these element types. */
export function accepts(kernel: string, types: readonly ValueType[], ...values: readonly Value[]): void {
  const other = values.find(({ dtype }) => !types.includes(dtype))
  if (other !== undefined) throw cannotLower(kernel, `numbers of type ${other.dtype}`)
}

/** Throws unless all values have the same element type, and one of these. */
export function acceptsAlike(kernel: string, types: readonly ValueType[], ...values: readonly Value[]): void {
  accepts(kernel, types, ...values)
  const found = new Set(values.map(({ dtype }) => dtype))
  if (found.size > 1) throw cannotLower(kernel, `numbers of types ${[...found].join(' and ')} at once`)
}
