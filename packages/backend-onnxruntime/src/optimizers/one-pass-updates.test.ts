import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import { noise } from '../loops/testing/arbitraries'
import { registerBackend } from '../register-backend'
import { updateInOnePass } from './one-pass-updates'

const optimizers: Readonly<Record<string, () => tf.Optimizer>> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  nesterov: () => tf.train.momentum(0.1, 0.9, true),
  adam: () => tf.train.adam(0.01),
  'adam with other numbers': () => tf.train.adam(0.05, 0.8, 0.95, 1e-3),
  adamax: () => tf.train.adamax(0.01, 0.9, 0.99, 1e-6, 0.1),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.5, 0.9),
  rmsprop: () => tf.train.rmsprop(0.01),
  'rmsprop with momentum': () => tf.train.rmsprop(0.01, 0.9, 0.5),
  'rmsprop, centred': () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-3, true),
}

/** Names of variables are taken once. */
let serial = 0

const shapes = [[3, 4], [20_000], []]

type Gradients = Parameters<tf.Optimizer['applyGradients']>[0]

/** Gradients that are the same every time; the second variable has none in every third step. */
function gradientsOf(variables: readonly tf.Variable[], step: number, form: 'list' | 'names'): Gradients {
  const gradients = variables.map(({ name, shape, size }, index) => ({
    name,
    tensor:
      index === 1 && step % 3 === 2 ? null : tf.tensor(noise(size, 100 * step + index), shape, 'float32'),
  }))
  if (form === 'list') return gradients as Gradients
  return Object.fromEntries(gradients.map(({ name, tensor }) => [name, tensor])) as Gradients
}

interface Trained {
  readonly values: Float32Array[]
  readonly weights: Readonly<Record<string, Float32Array>>
  readonly iterations: number
}

/** Trains for 20 steps, each on the backend that `backendOf` says. */
async function train(
  make: () => tf.Optimizer,
  backendOf: (step: number) => string,
  form: 'list' | 'names' = 'names',
): Promise<Trained> {
  await tf.setBackend(backendOf(0))
  const variables = shapes.map((shape, index) =>
    tf.variable(
      tf.tensor(
        noise(
          shape.reduce((size, length) => size * length, 1),
          index,
        ),
        shape,
      ),
      true,
      `weights${index}-${serial++}`,
    ),
  )
  const optimizer = make()
  for (let step = 0; step < 20; step++) {
    await tf.setBackend(backendOf(step))
    tf.tidy(() => optimizer.applyGradients(gradientsOf(variables, step, form)))
  }
  const trained = {
    values: variables.map((variable) => variable.dataSync<'float32'>().slice()),
    weights: await weightsOf(optimizer, variables),
    iterations: optimizer.iterations,
  }
  tf.dispose(variables)
  optimizer.dispose()
  return trained
}

/** What is saved of an optimizer; Adamax has nothing that can be. */
async function weightsOf(optimizer: tf.Optimizer, variables: readonly tf.Variable[]) {
  if (optimizer.getClassName() === 'Adamax') return {}
  const weights = await optimizer.getWeights()
  const named = weights.map(({ name, tensor }) => {
    const index = variables.findIndex((variable) => name.startsWith(variable.name))
    return [name.replace(variables[index]?.name ?? '', `weights${index}`), tensor.dataSync().slice()]
  })
  return Object.fromEntries(named) as Readonly<Record<string, Float32Array>>
}

beforeAll(async () => {
  await registerBackend()
})

describe.each(Object.entries(optimizers))('%s in one pass', (_, make) => {
  it('updates to the bit as the cpu backend does, slots included', async () => {
    const expected = await train(make, () => 'cpu')
    expect(await train(make, () => 'onnxruntime')).toEqual(expected)
    expect(expected.iterations).toBe(20)
  })

  it('takes gradients as a list', async () => {
    expect(await train(make, () => 'onnxruntime', 'list')).toEqual(await train(make, () => 'cpu', 'list'))
  })

  it('goes on where another backend stopped, and back', async () => {
    const alternating = await train(make, (step) => (step % 4 < 2 ? 'onnxruntime' : 'cpu'))
    expect(alternating).toEqual(await train(make, () => 'cpu'))
  })
})

describe('an update in one pass', () => {
  beforeAll(async () => {
    await tf.setBackend('onnxruntime')
  })

  const passes = (run: () => void): string[] => {
    const backend = tf.backend() as OnnxruntimeBackend
    const kernels: string[] = []
    backend.recorder = { add: ({ kernel }) => void kernels.push(kernel) }
    run()
    backend.recorder = undefined
    return kernels
  }

  it('is one kernel, beside those of the numbers', () => {
    const variable = tf.variable(tf.ones([100]))
    const optimizer = tf.train.momentum(0.1, 0.9)
    const step = () => optimizer.applyGradients([{ name: variable.name, tensor: tf.ones([100]) }])
    step()
    expect(passes(step)).toEqual(['Momentum update'])
  })

  it('leaves the old values to those who hold them', () => {
    const variable = tf.variable(tf.tensor1d(noise(5000, 1)))
    const optimizer = tf.train.adam(0.1)
    for (let step = 0; step < 3; step++) {
      const [clone, array] = [variable.clone(), variable.dataSync<'float32'>()]
      const before = array.slice()
      optimizer.applyGradients([{ name: variable.name, tensor: tf.tensor1d(noise(5000, step)) }])
      expect(clone.dataSync()).toEqual(before)
      expect(array).toEqual(before)
      expect(variable.dataSync()).not.toEqual(before)
    }
  })

  it('writes over values that nobody else has, and over no others', () => {
    const variable = tf.variable(tf.tensor1d(noise(5000, 1)))
    const backend = tf.backend() as OnnxruntimeBackend
    const optimizer = tf.train.sgd(0.1)
    const arrays = Array.from({ length: 6 }, (_, step) => {
      const held = step === 3 ? variable.clone() : undefined
      optimizer.applyGradients([{ name: variable.name, tensor: tf.tensor1d(noise(5000, step)) }])
      held?.dispose()
      return backend.valuesOf(variable).buffer
    })
    // The first array is the caller's, the fourth value was cloned.
    expect(arrays[1]).toBe(arrays[0])
    expect(arrays[2]).toBe(arrays[0])
    expect(arrays[3]).not.toBe(arrays[2])
    expect(arrays[5]).toBe(arrays[3])
  })

  it('tells variables whose value changed by their data', () => {
    const variable = tf.variable(tf.tensor1d(noise(5000, 1)))
    const optimizer = tf.train.sgd(0.1)
    const seen = new Set([variable.dataId])
    for (let step = 0; step < 4; step++) {
      optimizer.applyGradients([{ name: variable.name, tensor: tf.ones([5000]) }])
      seen.add(variable.dataId)
    }
    expect(seen.size).toBe(5)
  })

  it('keeps no tensors but the slots', () => {
    const variable = tf.variable(tf.ones([100]))
    const optimizer = tf.train.adam(0.1)
    const step = () =>
      tf.tidy(() => optimizer.applyGradients({ [variable.name]: tf.ones([100]) as tf.Variable }))
    step()
    const before = tf.memory()
    for (let again = 0; again < 5; again++) step()
    expect(tf.memory()).toEqual(before)
  })

  it('goes on from weights that were saved', async () => {
    const gradient = (step: number) => tf.tensor1d(noise(50, step))
    const run = async (saved: boolean) => {
      const variable = tf.variable(tf.ones([50]), true, `saved-${serial++}`)
      let optimizer: tf.Optimizer = tf.train.adam(0.1)
      for (let step = 0; step < 6; step++) {
        optimizer.applyGradients([{ name: variable.name, tensor: gradient(step) }])
        if (step !== 2 || !saved) continue
        const weights = await optimizer.getWeights()
        optimizer = tf.train.adam(0.1)
        await optimizer.setWeights(weights)
      }
      return variable.dataSync<'float32'>()
    }
    const [went, stayed] = [await run(true), await run(false)]
    // The powers of β are computed anew, in one go.
    went.forEach((value, index) => expect(Math.abs(value - stayed[index]!)).toBeLessThan(1e-5))
  })

  it('leaves what it does not fit to the original, with nothing changed', () => {
    const [one, two] = [tf.variable(tf.ones([4])), tf.variable(tf.ones([4]))]
    const optimizer = tf.train.sgd(1)
    const apply = () =>
      optimizer.applyGradients([
        { name: one.name, tensor: tf.ones([4]) },
        { name: two.name, tensor: tf.scalar(0.5) },
      ])
    expect(passes(apply)).not.toContain('SGD update')
    expect([...one.dataSync(), ...two.dataSync()]).toEqual([0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5])
    expect(() => optimizer.applyGradients([{ name: 'nobody', tensor: tf.ones([4]) }])).toThrow('passed to')
    expect(optimizer.iterations).toBe(1)
  })

  it('takes the place of the original once', () => {
    const before = tf.AdamOptimizer.prototype.applyGradients
    updateInOnePass('onnxruntime')
    expect(tf.AdamOptimizer.prototype.applyGradients).toBe(before)
  })
})
