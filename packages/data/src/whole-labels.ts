import { PotstillError } from '@potstill/spec'

/** Refuses labels that are no whole numbers; `name` says where the one at a row stands. */
export function wholeLabels(
  source: string,
  values: ArrayLike<unknown>,
  name: (row: number) => string,
): Int32Array {
  return Int32Array.from({ length: values.length }, (_, row) => {
    const value = values[row]
    const number = typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : value
    if (typeof number === 'number' && Number.isInteger(number) && Math.abs(number) < 2 ** 31) return number
    throw new PotstillError({
      code: 'data/label-integer',
      component: source,
      expected: 'whole numbers from 0 as labels',
      received: `${typeof value === 'string' ? `'${value}'` : String(value)} in ${name(row)}`,
      fix: 'give the number of the class, counted from 0',
    })
  })
}

/** Numbers labels of text: each is its place among the sorted names. `known` are the names of the training data. */
export function namedLabels(
  source: string,
  values: readonly string[],
  name: (row: number) => string,
  known?: readonly string[],
): { readonly labels: Int32Array; readonly classNames: readonly string[] } {
  const classNames = known ?? [...new Set(values)].toSorted()
  const places = new Map(classNames.map((label, place) => [label, place]))
  const labels = Int32Array.from(values, (value, row) => {
    const place = places.get(value)
    if (place !== undefined) return place
    throw new PotstillError({
      code: 'data/label-range',
      component: source,
      expected: `labels of the training data: ${classNames.slice(0, 10).join(', ')}`,
      received: `'${value}' in ${name(row)}`,
      fix: 'correct the label, or add training examples of it',
    })
  })
  return { labels, classNames }
}
