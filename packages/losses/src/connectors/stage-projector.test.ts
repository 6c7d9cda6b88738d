import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { seededRandom } from '@potstill/testkit'
import { setBackend, tensor1d, tensor2d, tensor3d } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { stageProjector } from './stage-projector'

beforeAll(() => setBackend('cpu'))

const random = seededRandom(5)
const project = (shape: readonly number[], height: number, perToken = false) => {
  const projector = stageProjector('test', shape, { classes: 7, perToken, height })
  const { trainable: variables = {}, state = {} } = projector.init(random)
  const { features } = projector.apply(random.normal('x', [2, ...shape]), {
    variables,
    state,
    training: true,
  })
  return { shape: features.shape, weights: variables['logits/weights']?.shape }
}

it.each([
  { from: [8, 8, 3], height: 2, weights: [12, 7] },
  { from: [7, 7, 3], height: 4, weights: [6, 7] },
  { from: [2, 2, 3], height: 2, weights: [3, 7] },
  { from: [5, 6], height: 1, weights: [6, 7] },
  { from: [6], height: 1, weights: [6, 7] },
])('makes logits of $from, halved to $height', ({ from, height, weights }) => {
  expect(project(from, height)).toEqual({ shape: [2, 7], weights })
})

it('makes logits of each token', () => {
  expect(project([5, 6], 1, true)).toEqual({ shape: [2, 5, 7], weights: [6, 7] })
})

it('averages tokens before its linear layer', () => {
  // The mean of (1, 2) and (3, 6) is (2, 4); times (1, 10) and 5 more.
  const projector = stageProjector('test', [2, 2], { classes: 1, perToken: false, height: 1 })
  const variables = { 'logits/weights': tensor2d([[1], [10]]), 'logits/bias': tensor1d([5]) }
  const { features } = projector.apply(tensor3d([[[1, 2], [3, 6]]]), { variables, state: {}, training: true }) // prettier-ignore
  expect(features.arraySync()).toEqual([[47]])
})

it.each([
  [[2, 2, 2, 2], false],
  [[], false],
  [[4, 4, 3], true],
  [[4], true],
])('refuses %o, logits per token: %s', (shape, perToken) => {
  expect(() => stageProjector('test', shape, { classes: 7, perToken, height: 1 })).toThrow(
    expect.objectContaining({ code: 'losses/features', component: 'test' }),
  )
})
