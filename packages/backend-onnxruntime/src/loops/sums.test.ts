import fc from 'fast-check'
import { expect, it } from 'vitest'
import { tensorOf } from './testing/arbitraries'
import { expectAlike, floats, numbers, runKernel, runLoop } from './testing/kernels'

const length = fc.integer({ min: 1, max: 7 })

const reduced = fc.array(length, { minLength: 1, maxLength: 4 }).chain((shape) =>
  fc.record({
    x: tensorOf(shape),
    axis: fc.subarray(
      shape.map((_, axis) => axis),
      { minLength: 1 },
    ),
    keepDims: fc.boolean(),
  }),
)

it.each(['Sum', 'Mean'])('%s is what the cpu kernel gives', async (kernel) => {
  await fc.assert(
    fc.asyncProperty(reduced, async ({ x, axis, keepDims }) => {
      const attrs = { axis, keepDims }
      const result = await runLoop(kernel, { x }, attrs)
      const together = axis.every((one, index) => one === axis[0]! + index)
      expect(result !== undefined).toBe(together)
      if (result !== undefined) expectAlike(result, runKernel('cpu', kernel, { x }, attrs), 2e-6)
    }),
  )
})

it('sums the numbers of all axes, counted from either end', async () => {
  const x = floats([2, 3], [1, 2, 3, 4, 5, 6])
  const sum = async (axis: unknown) => [...(await runLoop('Sum', { x }, { axis, keepDims: false }))!.values]
  expect(await sum(undefined)).toEqual([21])
  expect(await sum(-1)).toEqual([6, 15])
  expect(await sum([-2])).toEqual([5, 7, 9])
})

it('adds in double precision', async () => {
  const x = floats([3], [1e8, 1, -1e8])
  expect((await runLoop('Sum', { x }, { axis: [0], keepDims: false }))!.values[0]).toBe(1)
})

it('leaves many numbers, whole ones, and the sum of none to other ways', async () => {
  const attrs = { axis: [0], keepDims: false }
  expect(await runLoop('Sum', { x: floats([8193], new Float32Array(8193)) }, attrs)).toBe(undefined)
  expect(await runLoop('Sum', { x: numbers('int32', [2], [1, 2]) }, attrs)).toBe(undefined)
  expect(await runLoop('Sum', { x: floats([], [1]) }, { axis: [], keepDims: false })).toBe(undefined)
})
