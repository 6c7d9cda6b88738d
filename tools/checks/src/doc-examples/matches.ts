import { Tensor } from '@tensorflow/tfjs-core'

/** Values as an example writes them: tensors and typed arrays as nested arrays, objects by their own properties. */
export function plain(value: unknown): unknown {
  if (value instanceof Tensor) return value.arraySync()
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return [...(value as unknown as Iterable<unknown>)]
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null && isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, content]) => [key, plain(content)]))
  }
  return value
}

/**
 * Replaces each number of `actual` that is near enough to the one in `expected` by that one, so that an equality check
 * of the two shows only what differs. Near: 1e-5 of the expected one, 1e-6 where that is 0; whole numbers are exact.
 */
export function rounded(actual: unknown, expected: unknown): unknown {
  if (typeof actual === 'number' && typeof expected === 'number')
    return isNear(actual, expected) ? expected : actual
  if (Array.isArray(actual) && Array.isArray(expected))
    return actual.map((entry, i) => rounded(entry, expected[i]))
  if (isPlainObject(actual) && isPlainObject(expected)) {
    return Object.fromEntries(
      Object.entries(actual).map(([key, content]) => [key, rounded(content, expected[key])]),
    )
  }
  return actual
}

function isNear(actual: number, expected: number): boolean {
  if (Object.is(actual, expected)) return true
  if (Number.isInteger(actual) && Number.isInteger(expected)) return actual === expected
  return Math.abs(actual - expected) <= (expected === 0 ? 1e-6 : 1e-5 * Math.abs(expected))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
