import '@tensorflow/tfjs-backend-cpu'
import type { Batch, TeacherWant } from '@potstill/spec'
import { memory, setBackend, tensor1d, tensor2d, zeros, type Tensor } from '@tensorflow/tfjs-core'
import { input, layers, model, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { layersModelTeacher } from './layers-model-teacher'
import { withCompiler } from './testing/with-compiler'

beforeAll(() => setBackend('cpu'))

const wanted: TeacherWant = { logits: true, taps: [], views: false }
const batchOf = (inputs: Batch['inputs']): Batch => ({ ids: tensor1d([0], 'int32'), inputs })

/** One layer whose logits are its inputs: kernel the identity, bias 0. */
const identity = (activation: 'linear' | 'softmax' | 'sigmoid', units = 3) =>
  sequential({
    name: 'identity',
    layers: [
      layers.dense({ units, activation, inputShape: [units], kernelInitializer: 'identity', name: 'answer' }),
    ],
  })

const predicted = async (...args: Parameters<typeof layersModelTeacher>) => {
  const { logits } = await layersModelTeacher(...args).predict(batchOf(tensor2d([[1, 2, -200]])), wanted)
  return [...(logits as Tensor).dataSync()]
}

describe('layersModelTeacher', () => {
  it('passes logits on', async () => {
    expect(await predicted(identity('linear'))).toEqual([1, 2, -200])
    expect(await predicted(identity('softmax'), { output: 'logits' })).toEqual([
      expect.closeTo(1 / (1 + Math.E), 6),
      expect.closeTo(Math.E / (1 + Math.E), 6),
      0,
    ])
  })

  it('makes log-probabilities of a softmax, cut at ln 1e-37', async () => {
    const logProbabilities = [-Math.log(1 + Math.E), 1 - Math.log(1 + Math.E), Math.log(1e-37)]
    const close = logProbabilities.map((value) => expect.closeTo(value, 4))
    expect(await predicted(identity('softmax'))).toEqual(close)
    const separate = identity('linear')
    separate.add(layers.softmax({ name: 'probabilities' }))
    expect(await predicted(separate)).toEqual(close)
    const activation = identity('linear')
    activation.add(layers.activation({ activation: 'softmax', name: 'probabilities' }))
    expect(await predicted(activation)).toEqual(close)
    const inputs = input({ shape: [3] })
    const nested = model({ inputs, outputs: identity('softmax').apply(inputs) as SymbolicTensor })
    expect(await predicted(nested)).toEqual(close)
  })

  it('takes sequences, whose softmax may stand in a wrapper', async () => {
    const teacher = layersModelTeacher(
      sequential({
        layers: [
          layers.timeDistributed({
            layer: layers.dense({ units: 3, activation: 'softmax', kernelInitializer: 'identity' }),
            inputShape: [2, 3],
          }),
        ],
      }),
    )
    const { logits } = await teacher.predict(batchOf(zeros([1, 2, 3])), wanted)
    expect(logits?.shape).toEqual([1, 2, 3])
    for (const value of logits?.dataSync() ?? []) expect(value).toBeCloseTo(-Math.log(3), 5)
  })

  it('refuses a sigmoid, one class, images and several outputs', () => {
    expect(() => layersModelTeacher(identity('sigmoid', 1))).toThrow(
      /\[identity\] expected one output per class.*got a sigmoid in the last layer, answer, with output \[B, 1\]/,
    )
    expect(() => layersModelTeacher(identity('linear', 1))).toThrow(/C ≥ 2 classes; got \[B, 1\]/)
    expect(() => layersModelTeacher(identity('sigmoid'), { output: 'probabilities' })).not.toThrow()
    const image = sequential({
      layers: [layers.conv2d({ filters: 2, kernelSize: 1, inputShape: [2, 2, 1] })],
    })
    expect(() => layersModelTeacher(image)).toThrow(/got \[B, 2, 2, 2\]/)
    const inputs = input({ shape: [2] })
    const outputs = ['a', 'b'].map((name) => layers.dense({ units: 2, name }).apply(inputs) as SymbolicTensor)
    expect(() => layersModelTeacher(model({ inputs, outputs }))).toThrow(/got 2 outputs: a, b/)
  })

  it('reads inputs by name', async () => {
    const left = input({ shape: [1], name: 'left' })
    const right = input({ shape: [1], name: 'right' })
    const both = layers.concatenate({ name: 'both' }).apply([left, right]) as SymbolicTensor
    const teacher = layersModelTeacher(model({ inputs: [left, right], outputs: both }))
    expect(await teacher.open({ storage: undefined as never })).toEqual({
      gives: ['logits'],
      logitsShape: [2],
      inputShape: { left: [1], right: [1] },
      features: {},
      parameters: 0,
    })
    const inputs = { right: tensor2d([[2]]), left: tensor2d([[1]]) }
    const { logits } = await teacher.predict(batchOf(inputs), wanted)
    expect(logits?.arraySync()).toEqual([[1, 2]])
    expect(() => teacher.predict(batchOf(tensor2d([[1]])), wanted)).toThrow(/inputs by name: left, right/)
  })

  it('leaves the model to the caller', async () => {
    const given = identity('linear')
    const before = memory().numTensors
    const teacher = layersModelTeacher(given, { name: 'mine' })
    expect(teacher).toMatchObject({ kind: 'teacher', name: 'mine', specVersion: 1 })
    await teacher.close()
    expect(memory().numTensors).toBe(before)
    expect(await predicted(given)).toEqual([1, 2, -200])
  })

  it('frees what was compiled for it', () =>
    withCompiler(async (alive) => {
      const teacher = layersModelTeacher(identity('linear'))
      await teacher.predict(batchOf(zeros([1, 3])), wanted)
      expect(alive()).toBe(1)
      await teacher.close()
      expect(alive()).toBe(0)
    }))
})
