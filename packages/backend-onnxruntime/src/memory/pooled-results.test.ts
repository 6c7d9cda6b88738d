import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { stockKernel } from '../eager/stock-kernel'
import { noise } from '../loops/testing/arbitraries'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import { registerBackend } from '../register-backend'

/** Large enough for the pool, and of few sizes: an array that was given back is soon another result. */
const shape: [number, number] = [32, 48]

/** What a program holds: tensors, and arrays that were read, each beside what it said then. */
interface State {
  readonly tensors: tf.Tensor2D[]
  readonly kept: [array: Float32Array, said: Float32Array][]
  readonly variable: tf.Variable
}

type Step = (state: State, one: tf.Tensor2D, other: tf.Tensor2D) => readonly tf.Tensor[] | undefined

const steps: Readonly<Record<string, Step>> = {
  add: (_, a, b) => [tf.tidy(() => tf.tanh(tf.add(a, b)))],
  sub: (_, a, b) => [tf.tidy(() => tf.tanh(tf.sub(a, b)))],
  relu: (_, a) => [tf.relu(a)],
  softmax: (_, a) => [tf.softmax(a)],
  product: (_, a, b) => [
    // Small, so that rounding does not grow from step to step.
    tf.tidy(() => tf.tanh(tf.div(tf.matMul(tf.matMul(a, b, false, true), b), 1024))),
  ],
  transpose: (_, a) => [tf.transpose(tf.reshape(tf.transpose(a), [shape[1], shape[0]]))],
  'first half twice': (_, a) => {
    const half = tf.slice(a, [0, 0], [16, 48])
    return [tf.concat([half, half]), half]
  },
  split: (_, a) => {
    const parts = tf.split(a, 2)
    return [...parts, tf.concat(parts.toReversed())]
  },
  unstack: (_, a) => {
    const rows = tf.unstack(a)
    return [tf.stack(rows.toReversed()), ...rows.slice(0, 3)]
  },
  clone: (_, a) => [tf.clone(a)],
  reshape: (_, a) => [tf.reshape(tf.reshape(a, [-1]), shape)],
  cast: (_, a) => [tf.cast(a, 'float32')],
  where: (_, a, b) => [tf.where(tf.greater(a, b), a, b)],
  'view of a view': (_, a) => [tf.slice(tf.slice(a, [4, 0], [28, 48]), [4, 0], [16, 48])],
  complex: (_, a, b) => {
    const both = tf.complex(a, b)
    return [tf.real(both) as tf.Tensor, tf.imag(both) as tf.Tensor]
  },
  read: ({ kept }, a) => {
    const array = a.dataSync<'float32'>()
    kept.push([array, array.slice()])
    return undefined
  },
  assign: ({ variable }, a) => void variable.assign(a),
  'take the variable': ({ variable }) => [tf.clone(variable)],
  dispose: ({ tensors }, a) => {
    if (tensors.length < 4) return undefined
    tensors.splice(tensors.indexOf(a), 1)
    a.dispose()
    return undefined
  },
}

const program = fc.array(fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.nat(), fc.nat()), {
  minLength: 20,
  maxLength: 60,
})

/** Every number that a program holds at its end; whether arrays that were read are as they were. */
async function run(
  backendName: string,
  instructions: readonly (readonly [string, number, number])[],
): Promise<{ numbers: Float32Array[]; changed: number }> {
  await tf.setBackend(backendName)
  const make = (seed: number) => tf.tanh(tf.tensor2d(noise(shape[0] * shape[1], seed), shape))
  const state: State = { tensors: [make(1), make(2), make(3)], kept: [], variable: tf.variable(make(4)) }
  const views: tf.Tensor[] = []
  for (const [name, first, second] of instructions) {
    const { tensors } = state
    const results = steps[name]!(state, tensors[first % tensors.length]!, tensors[second % tensors.length]!)
    for (const result of results ?? []) {
      if (result.shape.join() === shape.join()) tensors.push(result as tf.Tensor2D)
      else views.push(result)
    }
  }
  const held = [...state.tensors, ...views, state.variable]
  const numbers = held.map((tensor) => tensor.dataSync<'float32'>().slice())
  const changed = state.kept.filter(([array, said]) => array.some((value, index) => value !== said[index]))
  tf.dispose(held)
  return { numbers, changed: changed.length }
}

/** The largest difference; the numbers themselves are between -1 and 1. */
function apart(values: Float32Array, expected: Float32Array): number {
  if (values.length !== expected.length) return Infinity
  let most = 0
  values.forEach((value, index) => {
    const difference = Math.abs(value - expected[index]!)
    if (!(difference <= most)) most = Number.isNaN(difference) ? Infinity : difference
  })
  return most
}

describe('arrays that are results again', () => {
  beforeAll(() => registerBackend())

  it('are seen by nobody who holds a tensor, a view or an array that was read', async () => {
    let reused = 0
    const backend = tf.findBackend('onnxruntime') as OnnxruntimeBackend
    await fc.assert(
      fc.asyncProperty(program, async (instructions) => {
        const expected = await run('cpu', instructions)
        const before = backend.pool.held
        const { numbers, changed } = await run('onnxruntime', instructions)
        if (before > 0) reused++
        expect(changed).toBe(0)
        expect(numbers.length).toBe(expected.numbers.length)
        numbers.forEach((values, index) => {
          expect(apart(values, expected.numbers[index]!)).toBeLessThan(1e-4)
        })
      }),
      { numRuns: 60 },
    )
    expect(reused).toBeGreaterThan(0)
  })

  it('are not those that a kernel of the cpu backend gave a view of', async () => {
    await tf.setBackend('onnxruntime')
    const backend = tf.backend() as OnnxruntimeBackend
    const slice = stockKernel(tf.getKernel('Slice', 'cpu').kernelFunc)
    const whole = tf.tanh(tf.tensor2d(noise(shape[0] * shape[1], 1), shape))
    const given = backend.valuesOf(whole)
    const attrs = { begin: [1, 0], size: [2, shape[1]] }
    const info = slice({ inputs: { x: whole }, attrs, backend }) as tf.TensorInfo
    const view = tf.engine().makeTensorFromTensorInfo(info, backend)
    const said = view.dataSync().slice()
    expect(backend.valuesOf(view).buffer).toBe(given.buffer)
    whole.dispose()
    for (let time = 0; time < 3; time++) tf.relu(tf.ones(shape))
    expect(view.dataSync()).toEqual(said)
  })
})
