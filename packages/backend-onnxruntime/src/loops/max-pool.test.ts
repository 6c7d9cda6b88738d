import { backend_util } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tensorOf } from './testing/arbitraries'
import { expectAlike, floats, numbers, runKernel, runLoop, type Numbers } from './testing/kernels'

interface Attributes {
  readonly filterSize: [number, number]
  readonly strides: [number, number]
  readonly pad: 'same' | 'valid' | number
  readonly dimRoundingMode?: 'floor'
}

const side = fc.integer({ min: 1, max: 4 })

/** Windows with gaps, side by side, and over each other. */
const attributes: fc.Arbitrary<Attributes> = fc
  .record({
    filterSize: fc.tuple(side, side),
    strides: fc.tuple(side, side),
    pad: fc.constantFrom('same' as const, 'valid' as const, 0, 1),
  })
  .filter(({ pad, filterSize }) => typeof pad === 'string' || filterSize.every((length) => length > pad))
  .map((found) => (typeof found.pad === 'number' ? { ...found, dimRoundingMode: 'floor' as const } : found))

const image = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 4, max: 9 }),
    width: fc.integer({ min: 4, max: 9 }),
    channels: fc.constantFrom(1, 3, 4, 8),
  })
  .chain(({ batch, height, width, channels }) => tensorOf([batch, height, width, channels]))

function outShape({ shape }: Numbers, { filterSize, strides, pad, dimRoundingMode }: Attributes): number[] {
  const given = shape as [number, number, number, number]
  return backend_util.computePool2DInfo(given, filterSize, strides, 1, pad, dimRoundingMode).outShape
}

/** Gradients of windows that overlap are added in another order. */
const orderOfSums = 1e-5

describe('a pool of maxima', () => {
  it('gives what the cpu kernel gives', async () => {
    await fc.assert(
      fc.asyncProperty(image, attributes, async (x, attrs) => {
        const result = await runLoop('MaxPool', { x }, attrs)
        if (result === undefined) expect(attrs.filterSize).toEqual([1, 1])
        else expectAlike(result, runKernel('cpu', 'MaxPool', { x }, attrs))
      }),
    )
  })

  it('gives the gradient that the cpu kernel gives, of four channels at a time', async () => {
    const cases = fc
      .tuple(image, attributes)
      .chain(([input, attrs]) =>
        tensorOf(outShape(input, attrs)).map((dy) => ({ inputs: { input, dy, output: dy }, attrs })),
      )
    await fc.assert(
      fc.asyncProperty(cases, async ({ inputs, attrs }) => {
        const result = await runLoop('MaxPoolGrad', inputs, attrs)
        const covered = attrs.filterSize.join() !== '1,1' && inputs.input.shape[3]! % 4 === 0
        expect(result !== undefined).toBe(covered)
        if (result !== undefined)
          expectAlike(result, runKernel('cpu', 'MaxPoolGrad', inputs, attrs), orderOfSums)
      }),
    )
  })

  it('gives the gradient to the first of several maxima', async () => {
    const input = floats([1, 2, 2, 4], [1, 1, 1, -Infinity, 1, 2, 1, -Infinity, 1, 2, 3, NaN, 1, 1, 3, NaN])
    const dy = floats([1, 1, 1, 4], [1, 2, 3, 4])
    const attrs = { filterSize: [2, 2], strides: [2, 2], pad: 'valid' }
    const { values } = (await runLoop('MaxPoolGrad', { input, dy, output: dy }, attrs))!
    expect([...values]).toEqual([1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0])
  })

  it('takes images that do not fit into the scratch memory at once', async () => {
    const attrs = { filterSize: [3, 3], strides: [2, 2], pad: 'same' }
    await fc.assert(
      fc.asyncProperty(tensorOf([2, 60, 60, 32]), tensorOf([2, 30, 30, 32]), async (input, dy) => {
        expectAlike(
          (await runLoop('MaxPool', { x: input }, attrs))!,
          runKernel('cpu', 'MaxPool', { x: input }, attrs),
        )
        const inputs = { input, dy, output: dy }
        expectAlike(
          (await runLoop('MaxPoolGrad', inputs, attrs))!,
          runKernel('cpu', 'MaxPoolGrad', inputs, attrs),
          orderOfSums,
        )
      }),
      { numRuns: 3 },
    )
  })

  it.each([
    ['whole numbers', numbers('int32', [1, 2, 2, 1], [1, 2, 3, 4]), [2, 2]],
    ['windows of many pixels', floats([1, 6, 6, 1], new Float32Array(36)), [6, 6]],
    [
      'rows that are larger than the scratch memory',
      floats([1, 2, 2, 70_000], new Float32Array(280_000)),
      [2, 2],
    ],
  ])('leaves %s to other ways', async (_, x, filterSize) => {
    const attrs = { filterSize, strides: [1, 1], pad: 'valid' }
    expect(await runLoop('MaxPool', { x }, attrs)).toBe(undefined)
  })
})
