/**
 * Gives each example of a batch another one to be mixed with: that which has the next larger of the numbers, and the
 * smallest for the largest. So every example is somebody's partner once, nobody their own (but in a batch of one), and the
 * order of the batch does not matter.
 */
export function partnersBy(numbers: Float64Array): Int32Array {
  const ranked = Array.from(numbers, (_, index) => index).toSorted(
    (one, other) => (numbers[one] as number) - (numbers[other] as number),
  )
  const partners = new Int32Array(numbers.length)
  ranked.forEach((example, rank) => {
    partners[example] = ranked[(rank + 1) % ranked.length] as number
  })
  return partners
}

/**
 * Changes each example by its partner, as that was before. An example that comes after its partner would see it changed, so
 * the examples are taken in the order in which they are partners of each other, and a copy is kept of the first alone.
 *
 * @param values float32 `[B, n]`, written
 * @param partners of `partnersBy`
 * @param change writes into `own`, and leaves `other`
 */
export function changeByPartner(
  values: Float32Array,
  partners: Int32Array,
  change: (own: Float32Array, other: Float32Array, row: number) => void,
): void {
  const size = values.length / partners.length
  const example = (row: number) => values.subarray(row * size, (row + 1) * size)
  const first = values.slice(0, size)
  let [row, own] = [0, example(0)]
  for (let count = 0; count < partners.length; count++) {
    const next = partners[row] as number
    const other = next === 0 ? first : example(next)
    change(own, other, row)
    row = next
    own = other
  }
}
