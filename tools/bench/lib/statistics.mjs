/**
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} low first quartile
 * @property {number} high third quartile
 */

/**
 * The value below which a share of the values lies, between two of them by a straight line.
 *
 * @param {readonly number[]} values
 * @param {number} share from 0 to 1
 */
export function quantile(values, share) {
  if (values.length === 0) throw new RangeError('no values to take a quantile of')
  const sorted = values.toSorted((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const below = Number(sorted[Math.floor(place)])
  const above = Number(sorted[Math.ceil(place)])
  return below + (above - below) * (place - Math.floor(place))
}

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5)
}

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export function spread(values) {
  return { median: median(values), low: quantile(values, 0.25), high: quantile(values, 0.75) }
}

/**
 * How many times faster `own` is than `peer`: the spread of the ratios of single rounds, in which both ran one after the
 * other. A contender that sat out some rounds is compared over those it took part in; one that shares none, not at all.
 *
 * @param {readonly (number | undefined)[]} peer milliseconds of each round
 * @param {readonly (number | undefined)[]} own
 * @returns {Spread | undefined}
 */
export function ratio(peer, own) {
  const ratios = peer.flatMap((theirs, round) => {
    const mine = own[round]
    return theirs === undefined || mine === undefined ? [] : [theirs / mine]
  })
  return ratios.length === 0 ? undefined : spread(ratios)
}
