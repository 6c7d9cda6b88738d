/** How far two losses may be apart, relative to the larger of 1 and the loss. */
export const tolerance = 1e-3

/**
 * Compares the losses of the first steps, all taken from the same initial weights on the same batches, with those of
 * the contender that took the most, the first of them.
 *
 * @param {readonly { name: string, losses: readonly number[] }[]} entrants
 * @returns {Agreement}
 */
export function agreement(entrants) {
  const most = Math.max(...entrants.map(({ losses }) => losses.length))
  const reference = most > 0 ? entrants.find(({ losses }) => losses.length === most) : undefined
  /** @type {Record<string, number>} */
  const apart = {}
  if (reference !== undefined) {
    for (const { name, losses } of entrants) {
      if (losses.length > 0 && name !== reference.name) apart[name] = farthest(reference.losses, losses)
    }
  }
  const differing = Object.keys(apart).filter((name) => !(Number(apart[name]) <= tolerance))
  return { ...(reference === undefined ? {} : { reference: reference.name }), apart, differing }
}

/**
 * @typedef {object} Agreement
 * @property {string} [reference] whose losses the others are compared with
 * @property {Record<string, number>} apart largest relative difference of each of the others
 * @property {string[]} differing those for which it is above the tolerance, or not a number
 */

/**
 * Over the steps that both took: a slow contender takes fewer.
 *
 * @param {readonly number[]} expected
 * @param {readonly number[]} received
 */
function farthest(expected, received) {
  const shared = expected.slice(0, received.length)
  const differences = shared.map(
    (loss, step) => Math.abs(loss - Number(received[step])) / Math.max(1, Math.abs(loss)),
  )
  // Math.max gives NaN for a loss that is none, which is what it should say.
  return Math.max(...differences)
}
