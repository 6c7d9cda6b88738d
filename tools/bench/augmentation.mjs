import {
  augmented,
  colour,
  crop,
  cutmix,
  cutout,
  flip,
  inMemoryDataset,
  mixup,
  normalise,
  rotate,
} from '@potstill/data'
import { augmentationWorkers } from '@potstill/data/node'
import * as tf from '@tensorflow/tfjs-core'
import * as onnxruntime from './contenders/onnxruntime-compiled.mjs'
import { imported } from './contenders/imported.mjs'
import { median, ratio, spread } from './lib/statistics.mjs'
import { trainingStep } from './training/step.mjs'

/** @import { Dataset } from '@potstill/spec' */

/*
 * What augmentation adds to a training step: resnet8 at batch 128, compiled, on batches of bytes in memory, without
 * augmentation, with it in the main thread, and in a worker thread. All take turns of 12 steps in one process; a turn's
 * value is the median over its steps, of the time that went by from batch to batch, and of the processor's time in all
 * threads: what other programs do meanwhile changes that less. A round's ratio is that of two turns beside each other.
 *
 *     npm run build && node tools/bench/augmentation.mjs [rounds]
 */

const rounds = Number(process.argv[2] ?? 15)
const [batchSize, steps] = [128, 12]

const missing = await onnxruntime.unavailable()
if (missing !== undefined) throw new Error(missing)
const { module } = await imported('@potstill/backend-onnxruntime')
const step = module.compile(trainingStep('resnet8', 'train').step)
console.log(`resnet8, batch ${batchSize}, ${onnxruntime.version()}, ${rounds} rounds of ${steps} steps`)

const normal = normalise({ mean: [0.491, 0.482, 0.447], deviation: [0.247, 0.243, 0.262] })
const usual = [crop({ padding: 4 }), flip(), normal]
const strong = [
  crop({ padding: 4 }),
  flip(),
  rotate(),
  colour({ brightness: 0.4, contrast: 0.4, saturation: 0.4 }),
  normal,
  cutout(),
]
const lists = {
  'crop, flip, normalise': usual,
  'the same, mixup and cutmix': [...usual, mixup({ probability: 0.5 }), cutmix({ probability: 0.5 })],
  'crop, flip, rotate, colour, normalise, cutout': strong,
}
const count = batchSize * steps
const plain = inMemoryDataset({
  inputShape: [32, 32, 3],
  inputs: Uint8Array.from({ length: count * 3072 }, (_, at) => (at * 2654435761) >>> 24),
  divisor: 255,
  labels: Int32Array.from({ length: count }, (_, at) => at % 10),
})
const workers = augmentationWorkers()
let epoch = 0

for (const [name, augment] of Object.entries(lists)) {
  const options = { augment, seed: 1, classes: 10 }
  const here = augmented(plain, options)
  const there = augmented(plain, { ...options, workers })
  /** @type {Record<'plain' | 'here' | 'there' | 'alone', Turn[]>} */
  const turns = { plain: [], here: [], there: [], alone: [] }
  for (const dataset of [plain, here, there]) await turn(dataset, true)
  for (let round = 0; round < rounds; round++) {
    turns.plain.push(await turn(plain, true))
    turns.here.push(await turn(here, true))
    turns.there.push(await turn(there, true))
    const [read, made] = [await turn(plain, false), await turn(here, false)]
    turns.alone.push({ passed: made.passed - read.passed, processor: made.processor - read.processor })
  }
  console.log(`\n${name}`)
  for (const clock of /** @type {const} */ (['passed', 'processor'])) {
    const of = (/** @type {Turn[]} */ list) => list.map((each) => each[clock])
    const { plain, here, there, alone } = turns
    console.log(clock === 'passed' ? '  time that went by' : '  processor time')
    console.log(`    without        ${text(spread(of(plain)), 1)} ms per step`)
    console.log(`    by itself      ${text(spread(of(alone)), 2)} ms per batch`)
    console.log(`    main thread    ${text(ratio(of(here), of(plain)), 3)} of a step without`)
    console.log(`    worker thread  ${text(ratio(of(there), of(plain)), 3)} of a step without`)
  }
}
await workers.close()

/**
 * One pass over the data.
 *
 * @typedef {object} Turn milliseconds per batch
 * @property {number} passed
 * @property {number} processor of all threads
 *
 * @param {Dataset} dataset
 * @param {boolean} trains
 * @returns {Promise<Turn>}
 */
async function turn(dataset, trains) {
  const [passed, processor] = [[], []]
  let [at, used] = [performance.now(), process.cpuUsage()]
  for await (const batch of dataset.batches({ batchSize, order: { seed: 1, epoch: epoch++ } })) {
    if (trains) {
      const loss = step(batch.inputs, batch.labels)
      await loss.data()
      loss.dispose()
    }
    tf.dispose(/** @type {any} */ (batch))
    const [now, { user, system }] = [performance.now(), process.cpuUsage(used)]
    passed.push(now - at)
    processor.push((user + system) / 1000)
    ;[at, used] = [now, process.cpuUsage()]
  }
  return { passed: median(passed), processor: median(processor) }
}

/**
 * @param {import('./lib/statistics.mjs').Spread | undefined} values
 * @param {number} digits
 */
function text(values, digits) {
  const { median, low, high } = values ?? { median: Number.NaN, low: Number.NaN, high: Number.NaN }
  return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`
}
