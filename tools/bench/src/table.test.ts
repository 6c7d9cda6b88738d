import { describe, expect, it } from 'vitest'
import { aligned, digits, quartiles } from '../lib/table.mjs'

describe('aligned', () => {
  it('gives each column the width of its widest cell, numbers to the right', () => {
    const rows = [
      ['', 'ms', 'per second'],
      ['wasm', '12.5', '80'],
      ['a longer name', '1,250', '0.8'],
    ]
    expect(aligned(rows)).toEqual([
      '                  ms  per second',
      'wasm            12.5          80',
      'a longer name  1,250         0.8',
    ])
  })

  it('lets the last cell of a short row run over the columns that it lacks', () => {
    const rows = [
      ['wasm', '12.5', '80'],
      ['stock', 'cannot: kernel Conv2DBackpropFilter missing'],
    ]
    expect(aligned(rows)).toEqual(['wasm   12.5  80', 'stock  cannot: kernel Conv2DBackpropFilter missing'])
  })

  it('has columns of words too', () => {
    const rows = [
      ['a', 'one', '1'],
      ['b', 'twelve', '12'],
    ]
    expect(aligned(rows, { left: [1] })).toEqual(['a  one      1', 'b  twelve  12'])
  })

  it('is empty without rows', () => {
    expect(aligned([])).toEqual([])
  })
})

describe('digits', () => {
  it('keeps three that mean something', () => {
    expect([0.01234, 0.5, 1.234, 12.34, 123.4, 1234.5, 123456].map(digits)).toEqual([
      '0.012',
      '0.500',
      '1.23',
      '12.3',
      '123',
      '1,235',
      '123,456',
    ])
  })

  it('says what is no number', () => {
    expect(digits(Number.NaN)).toBe('NaN')
    expect(digits(0)).toBe('0.000')
  })

  it('writes quartiles in brackets', () => {
    expect(quartiles({ low: 1, high: 23.45 })).toBe('[1.00, 23.5]')
  })
})
