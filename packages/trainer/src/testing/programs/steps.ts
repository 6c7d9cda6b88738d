import '@tensorflow/tfjs-backend-cpu'
import { registerBackend } from '@potstill/backend-onnxruntime'
import { memory, ones, setBackend, tensor1d } from '@tensorflow/tfjs-core'
import { adam } from '../../optimizers/index'
import { createStep } from '../../step/create-step'
import { disposeBatch } from '../../step/dispose-batch'
import type { Compile } from '../../step/step-options'
import { linearStudent } from '../linear-student'
import { hard, remembering } from '../losses'

/*
 * Takes steps, and writes the memory that the process has after each part, as JSON.
 *
 *     node --expose-gc steps.mjs always|never flat|held PARTS STEPS
 */

/** What a process holds, in MiB, and TensorFlow.js's tensors. */
export interface Held {
  readonly resident: number
  readonly heap: number
  readonly arrays: number
  readonly tensors: number
}

const [compile = '', keep = '', parts = '', steps = ''] = process.argv.slice(2)

await registerBackend({ threads: 1 })
await setBackend('onnxruntime')

/** 64 KiB of weights. */
const [features, classes] = [256, 64]
const student = linearStudent({ features, classes, dropout: 0.2 })
const step = await createStep({
  student,
  objective: [hard(), { loss: remembering(), weight: 0.01 }],
  optimizer: adam({ learningRate: 1e-3, weightDecay: 0.01 }),
  compile: compile as Compile,
  accumulate: 2,
  clip: { norm: 1, value: 0.5 },
  ema: { decay: 0.99 },
  groups: [{ variables: ['biases'], weightDecay: 0 }],
  diagnostics: { everySteps: 50 },
})

const batch = () => ({
  ids: tensor1d([0, 1, 2, 3], 'int32'),
  inputs: ones([4, features]),
  labels: tensor1d([0, 1, 2, 3], 'int32'),
})

const all = Number(parts) * Number(steps)
const measured: Held[] = []
const held: unknown[] = []
for (let taken = 0; taken < all; taken++) {
  // Two batches, and one by itself in between.
  const batches = taken % 3 === 2 ? [batch()] : [batch(), batch()]
  const progress = { step: taken, steps: all, epoch: 0, epochs: 1, fraction: taken / all }
  await step.train(batches, progress)
  if (keep === 'held') held.push(Float32Array.from(student.variables[0]!.dataSync()))
  for (const each of batches) disposeBatch(each)
  if ((taken + 1) % Number(steps) === 0) measured.push(await measure())
}
process.stdout.write(JSON.stringify(measured))
// What is not disposed does not keep the process.
process.exit()

async function measure(): Promise<Held> {
  // Finalizers of native objects run after the collection that finds them.
  for (let round = 0; round < 3; round++) {
    ;(globalThis as unknown as { gc(): void }).gc()
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  const [resident = 0, heap = 0, arrays = 0] = [rss, heapUsed, arrayBuffers].map((bytes) => bytes / 2 ** 20)
  return { resident, heap, arrays, tensors: memory().numTensors }
}
