import { testSchedule } from '@potstill/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constant } from './constant'
import { at, emptyRun } from './testing/progress'

testSchedule(constant, { describe, it, options: [{ value: 4 }] })

describe('constant', () => {
  it('is its value everywhere', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(number, fc.double(), (value, fraction) => {
        expect(constant({ value })(at(fraction))).toBe(value)
      }),
    )
    expect(constant({ value: 4 })(emptyRun)).toBe(4)
  })

  it.each([{ value: Infinity }, { value: NaN }, { value: '4' }, {}])('refuses %o', (options) => {
    expect(() => constant.make(options)).toThrow(expect.objectContaining({ code: 'options/invalid' }))
  })
})
