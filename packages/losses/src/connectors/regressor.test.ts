import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { seededRandom } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { regressor } from './regressor'

beforeAll(() => setBackend('cpu'))

const random = seededRandom(3)

it.each([
  { student: [8, 8, 3], teacher: [4, 4, 5], weights: [3, 3, 3, 5] },
  { student: [4, 4, 3], teacher: [8, 8, 5], weights: [4, 4, 5, 3] },
  { student: [4, 4, 3], teacher: [4, 4, 5], weights: [1, 1, 3, 5] },
  { student: [7, 6, 3], teacher: [4, 4, 5], weights: [4, 3, 3, 5] },
])('reaches $teacher from $student', ({ student, teacher, weights }) => {
  const connector = regressor('test', student, teacher)
  const { trainable = {}, state = {} } = connector.init(random)
  expect(trainable['convolution/weights']?.shape).toEqual(weights)
  const maps = random.normal('maps', [2, ...student])
  const connected = connector.apply(maps, { variables: trainable, state, training: true })
  expect(connected.features.shape).toEqual([2, ...teacher])
  expect(Math.min(...connected.features.dataSync())).toBe(0)
  expect(Object.keys(connected.state)).toEqual(['norm/mean', 'norm/variance'])
})

it.each([
  [
    [4, 4, 3],
    [6, 6, 3],
  ],
  [
    [4, 4, 3],
    [4, 8, 3],
  ],
  [[4], [4]],
  [[4, 4, 3], [4]],
])('refuses %o and %o', (student, teacher) => {
  expect(() => regressor('test', student, teacher)).toThrow(
    expect.objectContaining({ code: 'losses/features', component: 'test' }),
  )
})
