import { networks } from '../networks/sizes.mjs'
import { tolerance } from './agreement.mjs'
import { aligned, digits, quartiles } from './table.mjs'

/** @import { CellReport, Result } from './cell.mjs' */
/** @import { Contestant } from './contestants.mjs' */

/** A waiting contender that uses more of a core than this disturbs the others. */
const restless = 0.05

/**
 * Who takes part, and who cannot.
 *
 * @param {readonly Pick<Contestant, 'name' | 'version' | 'unavailable'>[]} contestants
 */
export function contestantLines(contestants) {
  const rows = contestants.map(({ name, version, unavailable }) => [
    `  ${name}`,
    unavailable === undefined ? (version ?? 'ready') : `not available: ${unavailable}`,
  ])
  return aligned(rows, { left: [1] })
}

/**
 * The table of one network in one mode.
 *
 * @param {CellReport} cell
 */
export function cellLines(cell) {
  const { network, mode, batch, results } = cell
  const { student, teacher } = /** @type {NonNullable<typeof networks[string]>} */ (networks[network])
  const rows = results.map((result) => [`  ${result.name}`, ...timesOf(result)])
  return [
    `${network}, ${mode}, batch ${batch}`,
    `  ${student}`,
    ...(mode === 'distill' ? [`  teacher: ${teacher}`] : []),
    ...aligned([['  ', 'ms a step', 'quartiles', 'examples/s', 'first step'], ...rows]),
    ...remarks(cell).map((remark) => `  ${remark}`),
  ]
}

/** @param {Result} result */
function timesOf({ cannot, step, examplesPerSecond, firstStep }) {
  if (cannot !== undefined) return [`cannot: ${cannot}`]
  if (step === undefined) return ['–']
  return [
    digits(step.median),
    quartiles(step),
    digits(Number(examplesPerSecond)),
    firstStep === undefined ? '' : digits(firstStep),
  ]
}

/** @param {CellReport} cell */
function remarks({ agreement: { reference, apart, differing }, results }) {
  const lines = []
  const compared = Object.keys(apart)
  if (compared.length > 0 && differing.length === 0) {
    const worst = Math.max(...Object.values(apart))
    lines.push(`losses of the first steps agree with ${reference} within ${worst.toExponential(0)}`)
  }
  for (const name of differing) {
    const by = Number(apart[name]).toExponential(1)
    lines.push(`LOSSES DIFFER: ${name} from ${reference} by ${by}, more than ${tolerance}`)
  }
  for (const { name, idle } of results) {
    if (idle !== null && idle > restless) {
      lines.push(`${name} was not idle between its turns: it used ${Math.round(100 * idle)} % of a core`)
    }
  }
  const disturbed = results.filter((result) => result.disturbed > 0)
  if (disturbed.length > 0) {
    const turns = disturbed.map(
      ({ name, disturbed, rounds }) => `${name} in ${disturbed} of ${rounds.length} turns`,
    )
    lines.push(`other programs used the processor: ${turns.join(', ')}`)
  }
  return lines
}

/**
 * The ratios that matter, over all cells.
 *
 * @param {readonly CellReport[]} cells
 */
export function ratioLines(cells) {
  const rows = cells.flatMap(({ network, mode, ratios }) =>
    ratios.map(({ own, peer, times }) => [
      `  ${network}, ${mode}`,
      `${own} beside ${peer}`,
      `${digits(times.median)}×`,
      quartiles(times),
    ]),
  )
  const title = 'How many times faster, median and quartiles of the ratios of single rounds'
  return [
    title,
    ...(rows.length > 0 ? aligned(rows, { left: [1] }) : ['  nothing to compare: one side is missing']),
  ]
}
