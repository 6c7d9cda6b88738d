import fc from 'fast-check'
import { expect, it } from 'vitest'
import { noise, tensorOf } from './testing/arbitraries'
import { expectAlike, floats, runKernel, runLoop, type Inputs } from './testing/kernels'

const attrs = { varianceEpsilon: 1e-3 }

/** Variances are not negative. */
const variances = (channels: number) => floats([channels], noise(channels, 5).map(Math.abs))

const cases: fc.Arbitrary<Inputs> = fc
  .record({
    shape: fc.constantFrom([4], [3, 1], [5, 4], [2, 3, 3, 8], [70, 20, 20, 3], [2, 20_000]),
    scaled: fc.boolean(),
    moved: fc.boolean(),
  })
  .chain(({ shape, scaled, moved }) => {
    const channels = [shape.at(-1)!]
    return fc.tuple(tensorOf(shape), tensorOf(channels), tensorOf(channels), tensorOf(channels)).map(
      ([x, mean, scale, offset]): Inputs => ({
        x,
        mean,
        variance: variances(channels[0]!),
        ...(scaled && { scale }),
        ...(moved && { offset }),
      }),
    )
  })

it('normalises as the cpu kernel does', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (inputs) => {
      const result = await runLoop('FusedBatchNorm', inputs, attrs)
      // What is near zero is so because two larger numbers are near each other.
      expectAlike(result!, runKernel('cpu', 'FusedBatchNorm', inputs, attrs), 1e-5)
    }),
  )
})

it('keeps the digits of numbers that are far from zero', async () => {
  const inputs = {
    x: floats([2, 1], [10_000.5, 9999.5]),
    mean: floats([1], [10_000]),
    variance: floats([1], [0.25]),
  }
  const { values } = (await runLoop('FusedBatchNorm', inputs, { varianceEpsilon: 0 }))!
  expect([...values]).toEqual([1, -1])
})

it('leaves statistics of every element to other ways', async () => {
  const whole = floats([2, 2], [1, 2, 3, 4])
  expect(await runLoop('FusedBatchNorm', { x: whole, mean: whole, variance: whole }, attrs)).toBe(undefined)
})
