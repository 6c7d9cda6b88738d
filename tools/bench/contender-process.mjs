import { version_core } from '@tensorflow/tfjs-core'
import { contenders } from './contenders/contender.mjs'
import { writeWeights } from './training/write-weights.mjs'

/*
 * One contender in a process of its own, driven by messages; torch_step.py answers the same ones. Between messages it
 * does nothing, so that the others can be measured.
 */

/** @import { Command, Reply } from './lib/process.mjs' */
/** @import { Contender } from './contenders/contender.mjs' */
/** @import { Prepared } from './training/prepare.mjs' */

const tensorflow = `TensorFlow.js ${version_core}`
const name = process.argv[2] ?? ''
/** @type {Contender | undefined} */
let contender
/** @type {Prepared | undefined} */
let prepared

process.on('message', async (/** @type {Command} */ command) => {
  const busyBefore = busy()
  try {
    const answer = await reply(command)
    process.send?.({ ...answer, busy: [busyBefore, busy()] })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  }
})

/**
 * @param {Command} command
 * @returns {Promise<Reply>}
 */
async function reply(command) {
  switch (command.command) {
    case 'start': {
      contender = await contenders[name]?.()
      const unavailable = contender ? await contender.unavailable() : `no contender is called ${name}`
      return unavailable === undefined ? { version: contender?.version?.() ?? tensorflow } : { unavailable }
    }
    case 'prepare':
      prepared = await contender?.prepare(command)
      return {}
    case 'weights':
      await writeWeights(command.folder, prepared?.models ?? {})
      return {}
    case 'run':
      return run(command.steps)
  }
}

/** @param {number} steps */
function run(steps) {
  /** @type {number[]} */
  const times = []
  /** @type {number[]} */
  const losses = []
  for (let step = 0; step < steps; step++) {
    const started = performance.now()
    losses.push(prepared?.runStep() ?? Number.NaN)
    times.push(performance.now() - started)
  }
  return { times, losses }
}

/** Milliseconds of processor time that this process has used. */
function busy() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
