import '@tensorflow/tfjs-backend-cpu'
import { setBackend, tensor2d, zeros } from '@tensorflow/tfjs-core'
import { input, layers, model, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { modelInputs, modelInputShape } from './model-inputs'
import { small, speaker } from './testing/small-model'

beforeAll(() => setBackend('cpu'))

function two() {
  const left = input({ shape: [2], name: 'left' })
  const right = input({ shape: [3], name: 'right' })
  const joined = layers.concatenate({ name: 'joined' }).apply([left, right]) as SymbolicTensor
  return model({ inputs: [left, right], outputs: joined })
}

describe('modelInputShape', () => {
  it('is a shape for one input, and shapes by name for several', () => {
    expect(modelInputShape(small())).toEqual([4])
    expect(modelInputShape(two())).toEqual({ left: [2], right: [3] })
  })

  it('says -1 where any size will do', () => {
    const sequences = sequential({ layers: [layers.dense({ units: 3, inputShape: [null, 4] as number[] })] })
    expect(modelInputShape(sequences)).toEqual([-1, 4])
  })
})

describe('modelInputs', () => {
  it('takes one tensor for one input, by itself or by name', () => {
    const network = small()
    const tensor = zeros([2, 4])
    expect(modelInputs(network, tensor, speaker)).toEqual([tensor])
    expect(modelInputs(network, { hidden1_input: tensor }, speaker)).toEqual([tensor])
  })

  it('takes tensors by name, in the order of the model, and leaves others alone', () => {
    const [left, right] = [tensor2d([[1, 2]]), tensor2d([[3, 4, 5]])]
    const given = modelInputs(two(), { right, other: zeros([4]), left }, speaker)
    expect(given.map((tensor) => tensor.arraySync())).toEqual([[[1, 2]], [[3, 4, 5]]])
  })

  it('takes batches of any size, where the model was saved with one size too', () => {
    const network = sequential({ layers: [layers.dense({ units: 3, batchInputShape: [2, 4] })] })
    const tensor = zeros([5, 4])
    expect(modelInputs(network, tensor, speaker)).toEqual([tensor])
  })

  it('says which input is missing, in the words of the speaker', () => {
    expect(() => modelInputs(two(), zeros([4, 5]), speaker)).toThrow(
      /\[mine\] expected inputs by name: left, right; got one tensor.*reshape the data/,
    )
    expect(() => modelInputs(two(), { left: zeros([4, 2]) }, speaker)).toThrow(
      /an input named right; got inputs named left/,
    )
    expect(() => modelInputs(two(), zeros([4, 5]), speaker)).toThrow(
      expect.objectContaining({ code: 'students/inputs', category: 'request' }),
    )
  })

  it('names the shapes where an input does not fit', () => {
    expect(() => modelInputs(small(), zeros([2, 5]), speaker)).toThrow(
      /\[mine\] expected inputs of shape \[B, 4\]; got \[2, 5\]/,
    )
    expect(() => modelInputs(small(), zeros([4]), speaker)).toThrow(/got \[4\]/)
    expect(() => modelInputs(two(), { left: zeros([1, 2]), right: zeros([1, 2]) }, speaker)).toThrow(
      /an input right of shape \[B, 3\]; got \[1, 2\]/,
    )
  })
})
