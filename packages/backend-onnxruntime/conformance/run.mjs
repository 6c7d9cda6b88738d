import { parseArgs } from 'node:util'
import { registrations } from './backends.mjs'
import { bundleSpecs } from './bundle-specs.mjs'
import { compareRuns, failed, hasRun, passed } from './compare-runs.mjs'
import { runSpecs } from './spec-outcomes.mjs'

/*
 * Runs the specs that tfjs-core publishes, all of them, against a TensorFlow.js backend, and beside it against cpu.
 *
 *     node conformance/run.mjs                     onnxruntime, measured by cpu
 *     node conformance/run.mjs --backend wasm      another one, measured by cpu
 *     node conformance/run.mjs --backend onnxruntime-every-size
 *                                                  nothing is too small for ONNX Runtime
 *     node conformance/run.mjs --alone             without the measure: every failure counts
 *     node conformance/run.mjs --only 'matmul'     specs with these words in their name
 *
 * The last line is `N passed, N failed`, of the backend, without those that are known to fail and listed with a reason. Fails where a spec fails that passes on cpu, where one did not
 * run that did on cpu, where a process ended early, and where no spec passed.
 */

/** @import { Registration } from './backends.mjs' */
/** @import { Outcome, Run } from './spec-outcomes.mjs' */

const { values: options } = parseArgs({
  options: {
    backend: { type: 'string', default: 'onnxruntime' },
    alone: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})

if (options.backend in registrations) await main()
else {
  print(`There is no backend "${options.backend}" here; there are ${Object.keys(registrations).join(', ')}.`)
  process.exitCode = 2
}

async function main() {
  const { backend, alone } = options
  const measure = alone || backend === 'cpu' ? undefined : await specsOn('cpu')
  const run = await specsOn(backend)
  const good = measure === undefined ? reportAlone(run) : reportBeside(run, measure)
  for (const { backend, death } of [run, ...(measure === undefined ? [] : [measure])]) {
    if (death !== undefined) print(`\n${backend}: ${death}`)
  }
  const deaths = [run, measure].filter((one) => one?.death !== undefined).length
  const known = registrations[backend]?.differs ?? {}
  const failures =
    failed(run).filter(({ name }) => !(name in known)).length + (run.death === undefined ? 0 : 1)
  print(`\n${passed(run).length} passed, ${failures} failed`)
  process.exitCode = good && deaths === 0 && passed(run).length > 0 ? 0 : 1
}

/** @param {string} backend */
async function specsOn(backend) {
  const start = performance.now()
  const { name } = /** @type {Registration} */ (registrations[backend])
  const outcomes = await runSpecs({ bundle: await bundleSpecs(backend), backend: name, words: options.only })
  const run = { ...outcomes, backend }
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  print(`${backend}: of ${run.outcomes.filter(hasRun).length} specs ${failed(run).length} fail; ${seconds} s`)
  return run
}

/** @param {Run} run */
function reportAlone(run) {
  list(`Fail on ${run.backend}`, failed(run))
  return failed(run).length === 0
}

/**
 * @param {Run} run
 * @param {Run} measure
 */
function reportBeside(run, measure) {
  const known = registrations[run.backend]?.differs ?? {}
  const { own, shared, missing, stale } = compareRuns(run, measure, known)
  list(`Fail on ${measure.backend} too, and so come from TensorFlow.js itself`, shared)
  list(
    `Pass on ${measure.backend} and did not run on ${run.backend}`,
    missing.map((name) => ({ name, status: 'pending', messages: [] })),
  )
  list(`Fail on ${run.backend} and do not on ${measure.backend}`, own)
  for (const [name, reason] of Object.entries(known))
    print(`Known to fail on ${run.backend}: ${name} (${reason})`)
  for (const name of stale) print(`Known to fail on ${run.backend}, and passes: ${name}`)
  return own.length === 0 && missing.length === 0 && stale.length === 0
}

/**
 * @param {string} title
 * @param {readonly Outcome[]} outcomes
 */
function list(title, outcomes) {
  print(`\n${title}: ${outcomes.length}`)
  for (const { name, messages } of outcomes) {
    print(`  ${name}`)
    for (const message of messages) print(`    ${shortened(message)}`)
  }
}

/** @param {string} message */
function shortened(message) {
  const line = message.replaceAll(/\s+/g, ' ').trim()
  return line.length > 500 ? `${line.slice(0, 500)} …` : line
}

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n`)
}
