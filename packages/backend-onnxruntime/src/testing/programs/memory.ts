import * as tf from '@tensorflow/tfjs-core'
import { compile, registerBackend } from '../../index'
import { minimizer, smallTask } from '../small-network'

/*
 * Uses compiled functions for a while, and writes the memory that the process has after each part, as JSON.
 *
 *     node --expose-gc memory.mjs steps|eagerSteps|cycles|shapes|dropped|held PARTS TIMES
 */

/** What a process holds, in MiB, and TensorFlow.js's tensors. */
export interface Held {
  readonly resident: number
  readonly heap: number
  readonly arrays: number
  readonly tensors: number
}

await registerBackend({ threads: 1, variants: 4 })
await tf.setBackend('onnxruntime')

const [what = '', parts = '', times = ''] = process.argv.slice(2)

/** Something that is done again and again. */
const works: Readonly<Record<string, () => () => void>> = {
  /** Training steps of about 1 MiB of weights and slots. */
  steps: () => {
    const { network, inputs, labels } = smallTask({ width: 256, batch: 64 })
    const step = compile(minimizer(tf.train.adam(1e-4), network))
    return () => step(inputs, labels).dispose()
  },
  /** The same steps, operation by operation. */
  eagerSteps: () => {
    const { network, inputs, labels } = smallTask({ width: 256, batch: 64 })
    const step = minimizer(tf.train.adam(1e-4), network)
    return () => tf.tidy(() => void step(inputs, labels))
  },
  /** A function with 1 MiB of constants, compiled, called and disposed. */
  cycles: () => {
    const table = tf.randomNormal([512, 512])
    const x = tf.ones([4, 512])
    return () => {
      const f = compile((x: tf.Tensor) => tf.matMul(x, table))
      f(x).dispose()
      f.dispose()
    }
  },
  /** The same function with ever other shapes: the least recently used variant has to go. */
  shapes: () => {
    const table = tf.randomNormal([512, 512])
    const f = compile((x: tf.Tensor) => tf.matMul(x, table))
    let rows = 0
    return () => tf.tidy(() => void f(tf.ones([(rows++ % 64) + 1, 512])))
  },
  /** Compiled functions that are held: this has to grow. */
  held: () => {
    const table = tf.randomNormal([512, 512])
    const x = tf.ones([4, 512])
    const held: unknown[] = []
    return () => {
      const f = compile((x: tf.Tensor) => tf.matMul(x, table))
      f(x).dispose()
      held.push(f)
    }
  },
  /** Compiled functions that nobody disposes and nobody holds. */
  dropped: () => {
    const table = tf.randomNormal([512, 512])
    const x = tf.ones([4, 512])
    return () => compile((x: tf.Tensor) => tf.matMul(x, table))(x).dispose()
  },
}

const work = works[what]!()
const held: Held[] = []
for (let part = 0; part < Number(parts); part++) {
  for (let time = 0; time < Number(times); time++) work()
  held.push(await measure())
}
process.stdout.write(JSON.stringify(held))
// What is not disposed does not keep the process.
process.exit()

async function measure(): Promise<Held> {
  // Finalizers of native objects run some time after the collection that finds them, and later on a busy machine.
  for (let round = 0; round < 6; round++) {
    ;(globalThis as unknown as { gc(): void }).gc()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  const [resident = 0, heap = 0, arrays = 0] = [rss, heapUsed, arrayBuffers].map((bytes) => bytes / 2 ** 20)
  return { resident, heap, arrays, tensors: tf.memory().numTensors }
}
