import { parseArgs } from 'node:util'
import { modes, networks } from '../networks/sizes.mjs'
import { names } from './contestants.mjs'

/** @import { Mode } from '../networks/sizes.mjs' */

export const usage = `npx nx run bench:step [--models=mlp,cnn] [--modes=train,distill] [--backends=wasm,torch-2]
                      [--batch=128] [--steps=10] [--rounds=7] [--limit=60] [--small] [--json=FILE]

  --models    ${Object.keys(networks).join(', ')}
  --modes     ${modes.join(', ')}
  --backends  ${names.join(', ')}
  --batch     examples in one step
  --steps     steps in one turn, at most: slow contenders take fewer
  --rounds    turns of each contender
  --limit     seconds that a contender's first step may take
  --small     batch 8, one step in each of two rounds, a limit of 10 seconds, unless said otherwise
  --json      where the results go (runs/bench-step.json)`

/**
 * @typedef {object} Options
 * @property {string[]} models
 * @property {Mode[]} modes
 * @property {string[]} backends
 * @property {number} batch
 * @property {number} steps
 * @property {number} rounds
 * @property {number} limit
 * @property {string | undefined} json
 */

/**
 * @param {readonly string[]} args
 * @returns {Options}
 */
export function readOptions(args) {
  const text = /** @type {const} */ ({ type: 'string' })
  const { values } = parseArgs({
    args: [...args],
    options: {
      models: text,
      modes: text,
      backends: text,
      batch: text,
      steps: text,
      rounds: text,
      limit: text,
      json: text,
      small: { type: 'boolean', default: false },
    },
  })
  const { small } = values
  return {
    models: chosen('--models', values.models, Object.keys(networks)),
    modes: /** @type {Mode[]} */ (chosen('--modes', values.modes, modes)),
    backends: chosen('--backends', values.backends, names),
    batch: count('--batch', values.batch, small ? 8 : 128),
    steps: count('--steps', values.steps, small ? 1 : 10),
    rounds: count('--rounds', values.rounds, small ? 2 : 7),
    limit: count('--limit', values.limit, small ? 10 : 60),
    json: values.json,
  }
}

/**
 * @param {string} option
 * @param {string | undefined} text
 * @param {readonly string[]} known
 */
function chosen(option, text, known) {
  const wanted = text?.split(',') ?? known
  const unknown = wanted.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new Error(`${option}: no ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return known.filter((name) => wanted.includes(name))
}

/**
 * @param {string} option
 * @param {string | undefined} text
 * @param {number} standard
 */
function count(option, text, standard) {
  const value = text === undefined ? standard : Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${option}: ${text} is not a whole number above 0`)
  return value
}
