import { machineBusy } from './machine-busy.mjs'
import { reasonOf } from './reason.mjs'
import { median } from './statistics.mjs'

/** @import { Contestant } from './contestants.mjs' */
/** @import { Mode } from '../networks/sizes.mjs' */
/** @import { Command, Process, Reply } from './process.mjs' */

/** Steps whose losses are compared, and that warm up. */
const firstSteps = 4

/** A turn is to take about this long at most, in milliseconds. */
const turnBudget = 2000

/** A contender whose step takes longer than this, in milliseconds, takes one turn of one step. */
const patience = 10_000

/** Where other programs use more of a core than this during a turn, it counts as disturbed. */
const disturbance = 0.25

/**
 * @typedef {object} Cell one network in one mode
 * @property {string} network
 * @property {Mode} mode
 * @property {number} batch
 *
 * @typedef {object} InitialWeights a folder; the first contender in TensorFlow.js writes them, PyTorch reads them
 * @property {string} folder
 * @property {boolean} written
 */

/** One contender at one cell: its process, and what was learnt of it. */
export class Entrant {
  /** @type {string | undefined} why it does not train this network */
  cannot
  /** @type {number[]} of its first steps */
  losses = []
  /** @type {number | undefined} milliseconds of the very first step, with whatever is built or compiled in it */
  firstStep
  /** Steps in one turn. */
  steps = 1
  /** @type {(number | undefined)[]} median milliseconds of a step in each round; undefined where it sat out */
  rounds = []
  /** Turns during which other programs used the processor. */
  disturbed = 0
  /** Milliseconds that passed between its turns, and processor time that its process used in them. */
  idle = { passed: 0, busy: 0 }

  /** @type {Process} */
  #process
  #slow = false
  #limit = Infinity
  /** @type {{ at: number, busy: number } | undefined} */
  #rested

  /** @param {Contestant} contestant */
  constructor({ name, kind, launch }) {
    this.name = name
    this.kind = kind
    this.#process = launch()
  }

  /**
   * Builds the network and takes the first steps. Whatever fails is kept as the reason why it cannot.
   *
   * @param {Cell} cell
   * @param {{ steps: number, limit: number, weights: InitialWeights }} options `limit`: seconds for the first step
   */
  async prepare(cell, { steps, limit, weights }) {
    this.#limit = 1000 * limit
    try {
      await this.#ask({ command: 'start' })
      const times =
        this.kind === 'torch'
          ? await this.#prepareTorch(cell, weights)
          : await this.#prepareHere(cell, weights)
      this.#plan(times, steps)
    } catch (error) {
      this.cannot = reasonOf(error)
    }
  }

  /** @param {number} round */
  async turn(round) {
    if (this.cannot !== undefined || (this.#slow && round > 0)) {
      this.rounds.push(undefined)
      return
    }
    try {
      const before = { at: performance.now(), machine: machineBusy() }
      const { times, used } = await this.#run(this.steps)
      this.rounds.push(median(times))
      const others = machineBusy() - before.machine - used
      if (others > disturbance * (performance.now() - before.at)) this.disturbed++
    } catch (error) {
      this.cannot = reasonOf(error)
    }
  }

  end() {
    this.#process.end()
  }

  /** @param {Cell} cell @param {InitialWeights} weights */
  async #prepareHere(cell, weights) {
    await this.#ask({ command: 'prepare', ...cell })
    if (!weights.written) {
      await this.#ask({ command: 'weights', folder: weights.folder })
      weights.written = true
    }
    return this.#begin()
  }

  /**
   * First with the padding of TensorFlow.js, for the losses, then as PyTorch pads, to be measured.
   *
   * @param {Cell} cell
   * @param {InitialWeights} weights
   */
  async #prepareTorch(cell, weights) {
    if (weights.written) {
      await this.#ask({ command: 'prepare', ...cell, weights: weights.folder, exact: true })
      await this.#begin()
    }
    await this.#ask({ command: 'prepare', ...cell })
    const { times } = await this.#run(firstSteps)
    return times
  }

  /** One step alone first: where it is very slow, that is all. */
  async #begin() {
    const first = await this.#run(1)
    this.firstStep = first.times[0]
    const more =
      Number(this.firstStep) > patience ? { times: [], losses: [] } : await this.#run(firstSteps - 1)
    this.losses = [...first.losses, ...more.losses]
    return [...first.times, ...more.times]
  }

  /** @param {readonly number[]} times @param {number} steps */
  #plan(times, steps) {
    const expected = Math.min(...times)
    this.#slow = expected > patience
    this.steps = Math.max(1, Math.min(steps, Math.floor(turnBudget / expected)))
  }

  /** @param {number} steps */
  async #run(steps) {
    const { times, losses, busy } = await this.#ask({ command: 'run', steps })
    if (!times || !losses || !busy) throw new Error('it answered without times')
    return { times, losses, used: busy[1] - busy[0] }
  }

  /** @param {Command} command @returns {Promise<Reply>} */
  async #ask(command) {
    const asked = performance.now()
    const first = command.command === 'run' && this.firstStep === undefined
    const reply = await this.#process.ask(command, first ? this.#limit : undefined)
    const problem = reply.error ?? reply.unavailable
    if (problem !== undefined) throw new Error(problem)
    if (reply.busy) {
      if (this.#rested && command.command === 'run') {
        this.idle.passed += asked - this.#rested.at
        this.idle.busy += reply.busy[0] - this.#rested.busy
      }
      this.#rested = { at: performance.now(), busy: reply.busy[1] }
    }
    return reply
  }
}
