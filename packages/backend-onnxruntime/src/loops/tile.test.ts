import fc from 'fast-check'
import { expect, it } from 'vitest'
import { tensorOf } from './testing/arbitraries'
import { expectAlike, floats, numbers, runKernel, runLoop } from './testing/kernels'

const oneToFour = fc.integer({ min: 1, max: 4 })

const tiled = fc
  .array(fc.tuple(oneToFour, oneToFour), { minLength: 1, maxLength: 4 })
  .chain((axes) =>
    tensorOf(axes.map(([length]) => length)).map((x) => ({ x, reps: axes.map(([, times]) => times) })),
  )

it('tiles as the cpu kernel does', async () => {
  await fc.assert(
    fc.asyncProperty(tiled, async ({ x, reps }) => {
      expectAlike((await runLoop('Tile', { x }, { reps }))!, runKernel('cpu', 'Tile', { x }, { reps }))
    }),
  )
})

it.each([
  [
    [1, 1, 1, 5],
    [7, 61, 53, 1],
  ],
  [
    [300, 1],
    [1, 130],
  ],
  [
    [2, 1, 3],
    [1, 20_000, 1],
  ],
])('tiles %j %j times', async (shape, reps) => {
  const x = floats(
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, index) => index),
  )
  expectAlike((await runLoop('Tile', { x }, { reps }))!, runKernel('cpu', 'Tile', { x }, { reps }))
})

it('tiles whole numbers and truths', async () => {
  for (const x of [numbers('int32', [2], [2 ** 31 - 1, -5]), numbers('bool', [2], [1, 0])]) {
    const attrs = { reps: [3] }
    expectAlike((await runLoop('Tile', { x }, attrs))!, runKernel('cpu', 'Tile', { x }, attrs))
  }
})

it('leaves what gives nothing to the cpu kernel', async () => {
  const x = floats([2], [1, 2])
  expect(await runLoop('Tile', { x }, { reps: [0] })).toBe(undefined)
})
