import { expect, it } from 'vitest'
import { broadcast } from './broadcast'

it.each([
  [[2, 3], [2, 3], 'whole', 'whole', 1],
  [[2, 3], [], 'whole', 'one', 1],
  [[1, 1], [2, 3], 'one', 'whole', 1],
  [[2, 3], [3], 'whole', 'row', 3],
  [[4, 5, 6, 3], [1, 1, 1, 3], 'whole', 'row', 3],
  [[4, 5, 6], [5, 6], 'whole', 'row', 30],
  [[4, 5], [4, 1], 'whole', 'column', 5],
  [[4, 5, 6], [4, 1, 1], 'whole', 'column', 30],
  [[4, 5, 6], [4, 5, 1], 'whole', 'column', 6],
  [[3], [1, 3], 'whole', 'whole', 1],
])('lays %j and %j out as %s and %s', (a, b, lieOfA, lieOfB, columns) => {
  expect(broadcast(a, b)).toMatchObject({ a: lieOfA, b: lieOfB, columns })
  expect(broadcast(b, a)).toMatchObject({ a: lieOfB, b: lieOfA, columns })
})

it('gives the shape of the result, with ones in front of the smaller shape', () => {
  expect(broadcast([2, 3], [1, 1, 3])?.shape).toEqual([1, 2, 3])
  expect(broadcast([1, 2, 1], [3])).toBe(undefined)
})

it.each([
  [
    [2, 1],
    [1, 3],
  ],
  [
    [2, 3, 4],
    [2, 1, 4],
  ],
  [
    [4, 3, 2],
    [3, 1],
  ],
  [
    [0, 3],
    [1, 3],
  ],
])('leaves %j and %j to others', (a, b) => {
  expect(broadcast(a, b)).toBe(undefined)
})
