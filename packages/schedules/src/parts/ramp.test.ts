import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, emptyRun } from '../testing/progress'
import { ramp, rampOptions } from './ramp'

/** So large that `to - from` is still a number. */
const value = fc.double({ min: -1e300, max: 1e300, noNaN: true })
const place = fc.double({ min: 0, max: 1, noNaN: true })
const anyOptions = fc
  .record({ from: value, to: value, ends: fc.tuple(place, place) })
  .map(({ from, to, ends: [a, b] }) => ({ from, to, start: Math.min(a, b), end: Math.max(a, b) }))
/** Before the run, in it, and past its end. */
const anyFraction = fc.oneof(
  place,
  fc.double({ noNaN: true }),
  fc.constantFrom(0, 1, 1.5, Infinity, -Infinity),
)
const anyCurve = fc.constantFrom<(way: number) => number>(
  (way) => way,
  (way) => way ** 3,
  Math.sqrt,
)

describe('ramp', () => {
  it('lies between its ends, and is finite everywhere', () => {
    fc.assert(
      fc.property(anyOptions, anyCurve, anyFraction, (options, curve, fraction) => {
        const got = ramp(options, curve)(at(fraction))
        expect(got).toBeGreaterThanOrEqual(Math.min(options.from, options.to))
        expect(got).toBeLessThanOrEqual(Math.max(options.from, options.to))
      }),
    )
  })

  it('never turns back', () => {
    fc.assert(
      fc.property(anyOptions, anyCurve, anyFraction, anyFraction, (options, curve, one, other) => {
        const schedule = ramp(options, curve)
        const [sooner, later] = [schedule(at(Math.min(one, other))), schedule(at(Math.max(one, other)))]
        expect((later - sooner) * Math.sign(options.to - options.from)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('is exactly from until its start, exactly to from its end on', () => {
    fc.assert(
      fc.property(anyOptions, anyCurve, fc.double({ min: 0, noNaN: true }), (options, curve, distance) => {
        fc.pre(options.start < options.end)
        const schedule = ramp(options, curve)
        expect(schedule(at(options.start - distance))).toBe(options.from)
        expect(schedule(at(options.end + distance))).toBe(options.to)
      }),
    )
  })

  it('does not overshoot by a rounding', () => {
    // In float64 -3 + (0.02 - -3) is 0.020000000000000018.
    expect(ramp({ from: -3, to: 0.02, start: 0, end: 1 }, () => 1)(at(0.5))).toBe(0.02)
  })

  it('is a step where start and end are one', () => {
    const step = ramp({ from: 1, to: 2, start: 0.5, end: 0.5 }, (way) => way)
    expect([0, 0.499, 0.5, 1].map((fraction) => step(at(fraction)))).toEqual([1, 1, 2, 2])
  })

  it('stays at from in a run without steps', () => {
    expect(ramp({ from: 1, to: 2, start: 0, end: 1 }, (way) => way)(emptyRun)).toBe(1)
  })

  it('gives the curve the way done between start and end', () => {
    const square = ramp({ from: 10, to: 20, start: 0.25, end: 0.75 }, (way) => way ** 2)
    expect(square(at(0.5))).toBe(12.5)
  })
})

describe('rampOptions', () => {
  it('span the whole run where nothing is said', () => {
    expect(rampOptions.parse({ from: 8, to: 2 })).toEqual({ from: 8, to: 2, start: 0, end: 1 })
  })

  it.each([
    [{ from: 8, to: 2, start: 0.6, end: 0.4 }, ['end']],
    [{ from: 8, to: 2, start: -0.1 }, ['start']],
    [{ from: 8, to: 2, end: 1.1 }, ['end']],
    [{ from: Infinity, to: 2 }, ['from']],
    [{ from: 8, to: NaN }, ['to']],
    [{ from: 8 }, ['to']],
  ])('refuse %o', (options, path) => {
    expect(rampOptions.safeParse(options).error?.issues.map((issue) => issue.path)).toEqual([path])
  })
})
