import { describe, expect, it } from 'vitest'
import { bar, clock, loss, percent, thousands } from './format'

describe('format', () => {
  it.each([
    [clock(0), '0:00'],
    [clock(59.6), '1:00'],
    [clock(65), '1:05'],
    [clock(3729), '1:02:09'],
    [clock(-3), '0:00'],
    [loss(12.345), '12.3'],
    [loss(0), '0.00'],
    [loss(0.04567), '0.0457'],
    [loss(1.2e-7), '1.20e-7'],
    [loss(-0.5), '-0.500'],
    [loss(123_456), '1.23e+5'],
    [percent(0.97345), '97.3 %'],
    [percent(1), '100.0 %'],
    [thousands(1_234_567.4), '1,234,567'],
    [thousands(999), '999'],
    [bar(0, 4), '────'],
    [bar(0.5, 4), '━━──'],
    [bar(7, 4), '━━━━'],
  ])('writes %s', (text, expected) => {
    expect(text).toBe(expected)
  })
})
