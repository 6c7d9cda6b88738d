import '@tensorflow/tfjs-backend-cpu'
import type { NamedTensors } from '@potstill/spec'
import { memory, mul, scalar, setBackend, sub, tensor1d, tidy, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import reference from '../../../../reference/optimizers/torch.json'
import { optimizers } from './index'

beforeAll(() => setBackend('cpu'))

const { start, target, scale, cases } = reference

function factory(name: string) {
  const found = optimizers.find((optimizer) => optimizer.name === name)
  if (found === undefined) throw new Error(`no optimizer ${name}`)
  return found
}

describe.each(cases)('$optimizer $options', ({ optimizer, options, weights }) => {
  it('follows PyTorch for ten updates', () => {
    const rule = factory(optimizer).make(options)
    tidy(() => {
      let value: Tensor = tensor1d(start)
      let slots: NamedTensors = rule.init(value)
      weights.forEach((expected, index) => {
        const gradient = mul(tensor1d(scale), sub(value, tensor1d(target)))
        const rates = {
          learningRate: scalar(options.learningRate),
          weightDecay: scalar(rule.weightDecay ?? 0),
          step: scalar(index + 1),
        }
        const next = rule.apply({ value, gradient, slots, rates })
        value = next.value
        slots = next.slots
        const got = value.dataSync()
        expected.forEach((weight, place) => expect(got[place]).toBeCloseTo(weight, 5))
      })
    })
  })
})

describe('optimizers', () => {
  it('are all compared with PyTorch', () => {
    expect(new Set(cases.map(({ optimizer }) => optimizer))).toEqual(
      new Set(optimizers.map(({ name }) => name)),
    )
  })

  it.each(optimizers.map(({ name }) => name))('%s leaves only what it returns', (name) => {
    const rule = factory(name).make({ learningRate: 0.1 })
    const before = memory().numTensors
    tidy(() => {
      const value = tensor1d([1, 2])
      const rates = { learningRate: scalar(0.1), weightDecay: scalar(0), step: scalar(1) }
      rule.apply({ value, gradient: tensor1d([1, 1]), slots: rule.init(value), rates })
    })
    expect(memory().numTensors).toBe(before)
  })

  it('refuse rates that make no sense, and take curves', () => {
    expect(() => factory('sgd').make({ learningRate: -1 })).toThrow(/learningRate/)
    expect(() => factory('sgd').make({ learningRate: 'fast' })).toThrow(/a schedule; got fast/)
    expect(() => factory('momentum').make({ learningRate: 1, momentum: 1 })).toThrow(/momentum/)
    const curve = () => 0.5
    expect(factory('adam').make({ learningRate: curve }).learningRate).toBe(curve)
  })
})
