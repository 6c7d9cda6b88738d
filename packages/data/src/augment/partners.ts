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
