import { median, ratio } from './statistics.mjs'

/** @import { Spread } from './statistics.mjs' */

/**
 * @typedef {object} Ran
 * @property {string} name
 * @property {string | undefined} [cannot]
 * @property {readonly (number | undefined)[]} rounds
 *
 * @typedef {object} Ratio how many times faster `own` is than `peer`
 * @property {string} own
 * @property {string} peer
 * @property {Spread} times
 */

/**
 * The comparisons that the benchmark is for: the eager backend and compiled steps beside TensorFlow.js on wasm (its own,
 * or with our kernels where its own cannot train the network), and compiled steps beside PyTorch on as many threads as
 * suit it best.
 *
 * @param {readonly Ran[]} entrants
 * @returns {Ratio[]}
 */
export function ratiosThatMatter(entrants) {
  const ran = entrants.filter(
    ({ cannot, rounds }) => cannot === undefined && rounds.some((time) => time !== undefined),
  )
  const find = (/** @type {string} */ name) => ran.find((entrant) => entrant.name === name)
  const wasm = find('wasm-stock') ?? find('wasm')
  const torch = fastest(ran.filter(({ name }) => name.startsWith('torch-')))
  const eager = find('onnxruntime-eager')
  const compiled = find('onnxruntime-compiled')
  return [
    { own: eager, peer: wasm },
    { own: compiled, peer: wasm },
    { own: compiled, peer: torch },
  ].flatMap(({ own, peer }) => {
    const times = own && peer && ratio(peer.rounds, own.rounds)
    return times ? [{ own: own.name, peer: peer.name, times }] : []
  })
}

/** @param {readonly Ran[]} entrants */
function fastest(entrants) {
  const typical = (/** @type {Ran} */ { rounds }) => median(rounds.filter((time) => time !== undefined))
  return entrants.toSorted((a, b) => typical(a) - typical(b))[0]
}
