import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * What became of a spec. Its name has no backend in it, and differs from every other.
 *
 * @typedef {object} Outcome
 * @property {string} name
 * @property {'passed' | 'failed' | 'pending' | 'excluded'} status
 * @property {readonly string[]} messages what failed
 */

/**
 * What a process of specs came to.
 *
 * @typedef {object} Run
 * @property {string} backend
 * @property {readonly Outcome[]} outcomes
 * @property {string} [death] how the process ended, where it did not run to its end
 */

/** @typedef {{ started?: string, outcome?: Outcome, finished?: true }} Message */

/**
 * Runs a bundle of specs in a process of its own, which a backend may take down with it.
 *
 * @param {{ readonly bundle: string, readonly backend: string, readonly words: string }} given
 * @returns {Promise<Run>}
 */
export function runSpecs({ bundle, backend, words }) {
  const program = fileURLToPath(new URL('run-specs.mjs', import.meta.url))
  const child = fork(program, [bundle, words], { silent: true })
  /** @type {Outcome[]} */
  const received = []
  let [printed, started, finished] = ['', 'before the first spec', false]
  const collect = (/** @type {Buffer} */ chunk) => (printed = (printed + chunk).slice(-4000))
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  child.on('message', (/** @type {Message} */ message) => {
    if (message.started !== undefined) started = `in: ${message.started}`
    if (message.outcome !== undefined) received.push(message.outcome)
    finished ||= message.finished === true
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const outcomes = named(received, backend)
      if (finished) return resolve({ backend, outcomes })
      const death = `The process ended with ${signal ?? code}, ${started}\n${printed.trim()}`
      return resolve({ backend, outcomes, death })
    })
  })
}

/**
 * tfjs-core writes the backend and its flags into the name of each suite, and uses some names twice: `abs cpu {} basic`
 * becomes `abs basic`, and the next of that name `abs basic (2)`.
 *
 * @param {readonly Outcome[]} outcomes
 * @param {string} backend
 * @returns {Outcome[]}
 */
export function named(outcomes, backend) {
  /** @type {Map<string, number>} */
  const times = new Map()
  return outcomes.map((outcome) => {
    const name = outcome.name.replaceAll(` ${backend} {}`, '')
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    return { ...outcome, name: time === 1 ? name : `${name} (${time})` }
  })
}
