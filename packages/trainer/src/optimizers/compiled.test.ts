import { compilerOf, type OptimizerUpdate } from '@potstill/spec'
import { backend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { compiled, usePlatform } from '../testing/platforms'
import { cases, follow, relativeGap, ruleOf } from './testing/follow'

beforeAll(() => usePlatform(compiled))

describe.each(cases)('$optimizer $options, compiled', (example) => {
  it('makes twenty updates as operation by operation, and as the reference', () => {
    const rule = ruleOf(example)
    const { learningRate } = example.options
    const taught = ['soft']
    type Tensors = Omit<OptimizerUpdate, 'taught'>
    let runs = 0
    const program = compilerOf(backend())!.compile((update: Tensors) => {
      runs++
      return rule.apply({ ...update, taught })
    })
    const ours = follow(rule, learningRate, ({ taught: _, ...update }) =>
      program.run(update, { context: undefined }),
    )
    program.dispose()
    // Once for each of the two shapes: what changes comes in tensors.
    expect(runs).toBe(2)
    expect(relativeGap(ours, follow(rule, learningRate))).toBeLessThan(1e-5)
    expect(relativeGap(ours, example.weights)).toBeLessThan(1e-5)
  })
})
