import '@tensorflow/tfjs-backend-cpu'
import { memory, scalar, setBackend, tensor1d, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { optimizers } from './index'
import { cases, factory, follow, relativeGap, ruleOf } from './testing/follow'

beforeAll(() => setBackend('cpu'))

describe.each(cases)('$optimizer $options', (example) => {
  it('makes twenty updates of two variables as the reference does', () => {
    const ours = follow(ruleOf(example), example.options.learningRate)
    expect(ours).toHaveLength(20)
    expect(relativeGap(ours, example.weights)).toBeLessThan(1e-5)
  })
})

describe('optimizers', () => {
  it('are all compared with a reference, with weight decay', () => {
    const decayed = cases.filter(({ options }) => (options.weightDecay ?? 0) > 0)
    expect(new Set(decayed.map(({ optimizer }) => optimizer))).toEqual(
      new Set(optimizers.map(({ name }) => name)),
    )
  })

  it.each(optimizers.map(({ name }) => name))('%s leaves only what it returns', (name) => {
    const rule = factory(name).make({ learningRate: 0.1 })
    const before = memory().numTensors
    tidy(() => {
      const value = tensor1d([1, 2])
      const gradient = tensor1d([1, 1])
      const rates = { learningRate: scalar(0.1), weightDecay: scalar(0), step: scalar(1) }
      const byTerm = { hard: gradient }
      rule.apply({ value, gradient, byTerm, taught: [], slots: rule.init(value), rates })
    })
    expect(memory().numTensors).toBe(before)
  })

  it.each(optimizers.map(({ name }) => name))('%s takes a curve', (name) => {
    const curve = () => 0.5
    expect(factory(name).make({ learningRate: curve }).learningRate).toBe(curve)
  })

  it('refuse rates that make no sense', () => {
    expect(() => factory('sgd').make({ learningRate: -1 })).toThrow(/learningRate/)
    expect(() => factory('sgd').make({ learningRate: 'fast' })).toThrow(/a schedule; got fast/)
    expect(() => factory('momentum').make({ learningRate: 1, momentum: 1 })).toThrow(/momentum/)
    expect(() => factory('rmsprop').make({ learningRate: 1, alpha: 1 })).toThrow(/alpha/)
    expect(() => factory('dot').make({ learningRate: 1, momentum: 0.9, delta: 0.1 })).toThrow(/delta/)
    expect(() => factory('dot').make({ learningRate: 1, momentum: 0.1, delta: -0.2 })).toThrow(/delta/)
  })
})
