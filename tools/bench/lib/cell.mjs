import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as passed } from 'node:timers/promises'
import { agreement } from './agreement.mjs'
import { Entrant } from './entrant.mjs'
import { ratiosThatMatter } from './ratios.mjs'
import { spread } from './statistics.mjs'

/** @import { Agreement } from './agreement.mjs' */
/** @import { Contestant } from './contestants.mjs' */
/** @import { Cell } from './entrant.mjs' */
/** @import { Ratio } from './ratios.mjs' */
/** @import { Spread } from './statistics.mjs' */

/** Between turns: a pool of threads that has just worked goes on looking for work for a moment. */
const settling = 50

/**
 * @typedef {object} Result one contender at one cell
 * @property {string} name
 * @property {string} [cannot]
 * @property {Spread} [step] milliseconds, over the medians of the rounds
 * @property {number} [examplesPerSecond]
 * @property {number} [firstStep] milliseconds
 * @property {number} steps in one turn
 * @property {(number | null)[]} rounds
 * @property {number} disturbed turns during which other programs used the processor
 * @property {number[]} losses of the first steps
 * @property {number | null} idle processor time used between turns, as a share of the time that passed
 */

/** @typedef {Cell & { results: Result[], agreement: Agreement, ratios: Ratio[] }} CellReport */

/**
 * Trains one network in one mode with every contender. Each has a process of its own; one of them runs at a time, and
 * all take turns, in an order that moves on by one from round to round.
 *
 * @param {Cell} cell
 * @param {readonly Contestant[]} contestants
 * @param {{ steps: number, rounds: number, limit: number }} options
 * @param {(line: string) => void} progress
 * @returns {Promise<CellReport>}
 */
export async function measure(cell, contestants, { steps, rounds, limit }, progress) {
  const title = `${cell.network}, ${cell.mode}`
  const folder = await mkdtemp(join(tmpdir(), 'potstill-bench-'))
  const weights = { folder, written: false }
  /** @type {Entrant[]} */
  const entrants = []
  try {
    for (const contestant of contestants) {
      progress(`${title}: ${contestant.name} begins`)
      const entrant = new Entrant(contestant)
      entrants.push(entrant)
      await entrant.prepare(cell, { steps, limit, weights })
      if (entrant.cannot !== undefined) progress(`${title}: ${contestant.name} cannot: ${entrant.cannot}`)
    }
    for (let round = 0; round < rounds; round++) {
      progress(`${title}: round ${round + 1} of ${rounds}`)
      const first = round % Math.max(1, entrants.length)
      for (const entrant of [...entrants.slice(first), ...entrants.slice(0, first)]) {
        await passed(settling)
        await entrant.turn(round)
      }
    }
  } finally {
    for (const entrant of entrants) entrant.end()
    await rm(folder, { recursive: true, force: true })
  }
  return {
    ...cell,
    results: entrants.map((entrant) => resultOf(entrant, cell)),
    agreement: agreement(entrants),
    ratios: ratiosThatMatter(entrants),
  }
}

/**
 * @param {Entrant} entrant
 * @param {Cell} cell
 * @returns {Result}
 */
function resultOf({ name, cannot, firstStep, steps, rounds, disturbed, losses, idle }, { batch }) {
  const measured = rounds.filter((milliseconds) => milliseconds !== undefined)
  const step = cannot === undefined && measured.length > 0 ? spread(measured) : undefined
  return {
    name,
    ...(cannot === undefined ? {} : { cannot }),
    ...(step === undefined ? {} : { step, examplesPerSecond: (1000 * batch) / step.median }),
    ...(firstStep === undefined ? {} : { firstStep }),
    steps,
    rounds: rounds.map((milliseconds) => milliseconds ?? null),
    disturbed,
    losses,
    idle: idle.passed === 0 ? null : idle.busy / idle.passed,
  }
}
