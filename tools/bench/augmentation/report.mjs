import { ratio, spread } from '../lib/statistics.mjs'
import { aligned, quartiles } from '../lib/table.mjs'

/** @import { Pass } from './pass.mjs' */
/** @import { Spread } from '../lib/statistics.mjs' */

/**
 * The passes of one list, one for each round.
 *
 * @typedef {object} Passes
 * @property {readonly Pass[]} step without augmentation
 * @property {readonly Pass[]} main with it, in the main thread
 * @property {readonly Pass[]} worker
 * @property {readonly Pass[]} read the data alone, without a step
 * @property {readonly Pass[]} readMain
 * @property {readonly Pass[]} readWorker
 */

/** @param {Passes} passes */
export function listLines({ step, main, worker, read, readMain, readWorker }) {
  const passed = column(step, 'passed')
  // What other programs do makes steps longer, and shares of them smaller: those of the fastest do not flatter.
  const shares = (/** @type {readonly number[]} */ times) => times.map((time) => time / Math.min(...passed))
  const [inMain, inWorker] = [added(readMain, read, 'processor'), added(readWorker, read, 'processor')]
  const row = (/** @type {string} */ name, /** @type {(Spread | undefined)[]} */ spreads) => [
    `  ${name}`,
    ...spreads.flatMap(cells),
  ]
  return [
    `  a step without: ${cells(spread(passed)).join(' ')} ms, the fastest ${Math.min(...passed).toFixed(1)}`,
    ...aligned([
      ['  ', 'main', 'quartiles', 'worker', 'quartiles'],
      row('processor time by itself, ms a batch', [spread(inMain), spread(inWorker)]),
      row('the same, in the fastest steps without', [spread(shares(inMain)), spread(shares(inWorker))]),
      row('waited for in a step, ms', [
        spread(added(main, step, 'waited')),
        spread(added(worker, step, 'waited')),
      ]),
      row('a step with it, in steps without', [
        ratio(column(main, 'passed'), passed),
        ratio(column(worker, 'passed'), passed),
      ]),
    ]),
  ]
}

/** @param {Record<string, readonly Pass[]>} passes of reading with each augmentation @param {readonly Pass[]} read */
export function singleLines(passes, read) {
  const rows = Object.entries(passes).map(([name, made]) => [
    `  ${name}`,
    ...cells(spread(added(made, read, 'processor'))),
  ])
  return aligned([['  ', 'median', 'quartiles'], ...rows])
}

/** @param {readonly Pass[]} passes @param {keyof Pass} name */
function column(passes, name) {
  return passes.map((pass) => pass[name])
}

/** @param {readonly Pass[]} more @param {readonly Pass[]} less @param {keyof Pass} name */
function added(more, less, name) {
  return more.map((pass, round) => pass[name] - Number(less[round]?.[name]))
}

/** @param {Spread | undefined} values */
function cells(values) {
  return values === undefined ? ['–', ''] : [values.median.toFixed(3), quartiles(values)]
}
