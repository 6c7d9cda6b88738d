import { memory, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import reference from '../../../../reference/optimizers/clipping.json'
import { linearStudent } from '../testing/linear-student'
import { hard } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { batchOf } from '../testing/points'
import { at } from '../testing/step-bench'
import { momentum } from '../optimizers/index'
import { clipGradients } from './clip-gradients'
import { createStep } from './create-step'
import { disposeBatch } from './dispose-batch'

describe.each(platforms)('on $where, clipped gradients', (platform) => {
  beforeAll(() => usePlatform(platform))

  it.each(reference.cases)('follow PyTorch for six updates: $clip', async ({ clip, weights }) => {
    const before = memory().numTensors
    const student = linearStudent()
    const [kernel, bias] = student.variables
    tidy(() => {
      kernel!.assign(tensor2d(reference.kernel))
      bias!.assign(tensor1d(reference.bias))
    })
    const optimizer = momentum({ learningRate: 0.5 })
    const step = await createStep({
      student,
      objective: [hard()],
      optimizer,
      clip,
      compile: platform.compile,
    })
    const batch = batchOf([0, 1, 2], reference.inputs, reference.labels)
    for (const [index, expected] of weights.entries()) {
      await step.train(batch, at(index))
      student.weights().forEach((weight, place) => expect(weight).toBeCloseTo(expected[place]!, 5))
    }
    await step.close()
    student.dispose()
    disposeBatch(batch)
    expect(memory().numTensors).toBe(before)
  })
})

describe('clipGradients', () => {
  beforeAll(() => usePlatform(platforms[0]!))

  it('scales the gradients of terms by the factor of their sum', () => {
    tidy(() => {
      const [one, other] = [tensor1d([3, 0]), tensor1d([0, 4])]
      const given = { byVariable: { w: tensor1d([3, 4]) }, byTerm: { one: { w: one }, other: { w: other } } }
      const { byVariable, byTerm } = clipGradients(given, { norm: 1 })
      // ‖(3, 4)‖ = 5, and the factor 1 / (5 + 1e-6).
      expect([...byVariable['w']!.dataSync()]).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)])
      expect([...byTerm!['one']!['w']!.dataSync()]).toEqual([expect.closeTo(0.6, 6), 0])
      expect([...byTerm!['other']!['w']!.dataSync()]).toEqual([0, expect.closeTo(0.8, 6)])
    })
  })

  it('leaves gradients of no length as they are', () => {
    tidy(() => {
      const { byVariable } = clipGradients({ byVariable: { w: tensor1d([0, 0]) } }, { norm: 1, value: 1 })
      expect([...byVariable['w']!.dataSync()]).toEqual([0, 0])
    })
  })
})
