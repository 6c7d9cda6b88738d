import type { Progress } from '@potstill/spec'
import { testSchedule } from '@potstill/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cosine } from './cosine'
import { linear } from './linear'
import { at, emptyRun } from './testing/progress'
import { warmUp } from './warm-up'

testSchedule(warmUp, {
  describe,
  it,
  options: [
    { epochs: 4, to: 8 },
    { steps: 300, from: 0.5, to: cosine({ from: 8, to: 2 }), shifted: true },
    { fraction: 1, to: cosine({ from: 8, to: 2 }), shifted: true },
  ],
})

const anyFraction = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ noNaN: true }),
  fc.constantFrom(0, 1, Infinity, -Infinity, NaN),
)
/** Of the run of `at`: 1000 steps, 10 epochs. */
const anyLength = fc
  .tuple(fc.integer({ min: 0, max: 10 }), fc.constantFrom('epochs', 'steps', 'fraction'))
  .map(([tenths, unit]) => ({
    tenths,
    length: { [unit]: { epochs: tenths, steps: tenths * 100, fraction: tenths / 10 }[unit]! },
  }))

describe('warmUp', () => {
  it.each([{ epochs: 4 }, { steps: 400 }, { fraction: 0.4 }])(
    'is a straight line from a fraction of what follows: %o',
    (length) => {
      const rate = warmUp({ ...length, from: 0.5, to: 8 })
      expect([0, 0.1, 0.2, 0.3, 0.4, 1, 5].map((fraction) => rate(at(fraction)))).toEqual([
        4, 5, 6, 7, 8, 8, 8,
      ])
      expect(rate(emptyRun)).toBe(4)
    },
  )

  it('starts from nothing where nothing is said, and is not there where it has no length', () => {
    expect(warmUp({ epochs: 4, to: 8 })(at(0))).toBe(0)
    expect(warmUp({ epochs: 0, to: 8 })(at(0))).toBe(8)
  })

  it('leaves what follows where it is in the run', () => {
    const curve = linear({ from: 10, to: 0 })
    const rate = warmUp({ fraction: 0.5, to: curve })
    // Halfway through the warm-up the line is at 7.5, and half of it is given.
    expect([0.25, 0.5, 0.75, 1].map((fraction) => rate(at(fraction)))).toEqual([3.75, 5, 2.5, 0])
  })

  it('gives what follows the rest of the run as a run of its own, where it is to be shifted', () => {
    const seen: Progress[] = []
    const curve = (progress: Progress) => {
      seen.push(progress)
      return 10 * (1 - progress.fraction)
    }
    for (const length of [{ epochs: 5 }, { steps: 500 }, { fraction: 0.5 }]) {
      const rate = warmUp({ ...length, to: curve, shifted: true })
      expect([0, 0.25, 0.5, 0.75, 1].map((fraction) => rate(at(fraction)))).toEqual([0, 5, 10, 5, 0])
      expect(seen.splice(0).at(3)).toEqual({ step: 250, steps: 500, epoch: 2.5, epochs: 5, fraction: 0.5 })
    }
  })

  it('is finite for every place of every run, and never more than what follows', () => {
    const from = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(anyLength, from, fc.boolean(), anyFraction, ({ length }, low, shifted, fraction) => {
        const rate = warmUp({ ...length, from: low, to: cosine({ from: 8, to: 2 }), shifted })(at(fraction))
        expect(rate).toBeGreaterThanOrEqual(0)
        expect(rate).toBeLessThanOrEqual(8)
      }),
    )
  })

  it('is what follows itself from its end on, and grows until then', () => {
    const way = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(anyLength, way, way, ({ tenths, length }, one, other) => {
        const curve = cosine({ from: 8, to: 2 })
        expect(warmUp({ ...length, to: curve })(at(tenths / 10 + one))).toBe(curve(at(tenths / 10 + one)))
        const rate = warmUp({ ...length, from: 0.1, to: 3 })
        expect(rate(at(Math.max(one, other)))).toBeGreaterThanOrEqual(rate(at(Math.min(one, other))))
      }),
    )
  })

  it.each([
    { to: 1 },
    { epochs: 1, steps: 5, to: 1 },
    { epochs: -1, to: 1 },
    { fraction: 1.5, to: 1 },
    { epochs: 1, from: 2, to: 1 },
    { epochs: 1, to: Infinity },
    { epochs: 1, to: 'cosine' },
    { epochs: 1 },
  ])('refuses %o', (options) => {
    expect(() => warmUp.make(options)).toThrow(
      expect.objectContaining({ code: 'options/invalid', component: 'warmUp' }),
    )
  })
})
