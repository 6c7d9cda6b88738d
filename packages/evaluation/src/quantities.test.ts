import { describe, expect, it } from 'vitest'
import { count, duration, nats, percent, size } from './quantities'

describe('quantities', () => {
  it.each([
    [percent(0.9781), '97.81%'],
    [percent(1), '100.00%'],
    [percent(0.5, 1), '50.0%'],
    [percent(NaN), 'NaN%'],
    [count(0), '0'],
    [count(999), '999'],
    [count(1000), '1,000'],
    [count(2395210), '2,395,210'],
    [nats(0.06871), '0.0687'],
    [nats(-2), '−2.0000'],
    [nats(0), '0.0000'],
    [nats(0.0000456), '4.56e−5'],
    [nats(1.5e12), '1.50e12'],
    [nats(NaN), 'NaN'],
    [nats(Infinity), '∞'],
    [nats(-Infinity), '−∞'],
    [size(0), '0 B'],
    [size(999), '999 B'],
    [size(1000), '1.00 kB'],
    [size(101_800), '102 kB'],
    [size(999_999), '1.00 MB'],
    [size(9_580_840), '9.58 MB'],
    [size(5e15), '5,000 TB'],
    [duration(0.0213), '21.3 µs'],
    [duration(0.2111), '211 µs'],
    [duration(0.9996), '1.00 ms'],
    [duration(12.34), '12.3 ms'],
    [duration(2500), '2.50 s'],
    [duration(3_600_000), '3,600 s'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected)
  })

  it('shows a dash for what is not known', () => {
    for (const format of [percent, count, nats, size, duration]) expect(format(undefined)).toBe('–')
  })
})
