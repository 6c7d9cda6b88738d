import { setTimeout } from 'node:timers/promises'
import { augmented, inMemoryDataset } from '@potstill/data'
import { augmentationWorkers } from '@potstill/data/node'
import { lists, single } from './augmentation/lists.mjs'
import { pass } from './augmentation/pass.mjs'
import { listLines, singleLines } from './augmentation/report.mjs'
import * as onnxruntime from './contenders/onnxruntime-compiled.mjs'
import { imported } from './contenders/imported.mjs'
import { trainingStep } from './training/step.mjs'

/** @import { Augmentation, Dataset } from '@potstill/spec' */
/** @import { Pass } from './augmentation/pass.mjs' */

/*
 * What augmentation adds to a training step: resnet8 at batch 128, compiled, on batches of bytes in memory, without
 * augmentation, with it in the main thread, and in a worker thread. All take turns in one process, every other round in
 * the opposite order, and are compared with each other within a round.
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
  const [main, worker] = [changed(augment), changed(augment, workers)]
  const passes = await takeTurns({
    step: () => trained(plain),
    main: () => trained(main),
    worker: () => trained(worker),
    read: () => read(plain),
    readMain: () => read(main),
    readWorker: () => read(worker),
  })
  console.log(`\n${[name, ...listLines(passes)].join('\n')}`)
}

const readings = Object.entries(single).map(([name, augment]) => {
  const dataset = changed(augment)
  return /** @type {const} */ ([name, () => read(dataset)])
})
const { plain: unchanged = [], ...each } = await takeTurns({
  plain: () => read(plain),
  ...Object.fromEntries(readings),
})
console.log('\nprocessor time of each by itself, in the main thread, ms a batch')
console.log(singleLines(each, unchanged).join('\n'))
await workers.close()

/**
 * Every contender once in each round, after a round that does not count.
 *
 * @template {string} Name
 * @param {Record<Name, () => Promise<Pass>>} contenders
 */
async function takeTurns(contenders) {
  const entries = /** @type {[Name, () => Promise<Pass>][]} */ (Object.entries(contenders))
  const passes = /** @type {Record<Name, Pass[]>} */ (Object.fromEntries(entries.map(([name]) => [name, []])))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, take] of round % 2 === 0 ? entries : entries.toReversed()) {
      const taken = await take()
      if (round > 0) passes[name].push(taken)
    }
  }
  return passes
}

/** @param {readonly Augmentation[]} augment @param {typeof workers} [elsewhere] */
function changed(augment, elsewhere) {
  return augmented(plain, { augment, seed: 1, classes: 10, workers: elsewhere })
}

function request() {
  return { batchSize, order: { seed: 1, epoch: epoch++ } }
}

/** @param {Dataset} dataset */
function trained(dataset) {
  return pass(dataset, request(), step)
}

/** Threads that have computed a step look out for another one first. @param {Dataset} dataset */
async function read(dataset) {
  await setTimeout(50)
  return pass(dataset, request())
}
