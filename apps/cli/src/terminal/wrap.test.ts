import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { table } from './table'
import { widthOf, wrap } from './wrap'

describe('wrap', () => {
  it('breaks between words, and keeps lines and their blanks', () => {
    expect(wrap('one two three', 9)).toBe('one two\nthree')
    expect(wrap('one two three', 9, { indent: 2 })).toBe('  one two\n  three')
    expect(wrap('a:\n  one two', 7, { further: 1 })).toBe('a:\n  one\n   two')
  })

  it('leaves a word that is too wide whole', () => {
    expect(wrap('a incomprehensible b', 6)).toBe('a\nincomprehensible\nb')
  })

  it('counts what is seen', () => {
    const dressed = `${String.fromCodePoint(27)}[1mp̂${String.fromCodePoint(27)}[22m q`
    expect(widthOf(dressed)).toBe(3)
    expect(wrap(dressed, 3)).toBe(dressed)
  })

  it('loses no word, and is as wide as it may be at the most', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 })
    fc.assert(
      fc.property(words, fc.integer({ min: 8, max: 40 }), (all, width) => {
        const lines = wrap(all.join(' '), width).split('\n')
        expect(lines.join(' ')).toBe(all.join(' '))
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('table', () => {
  const rows = [
    ['name', 'takes', 'meaning'],
    ['alpha', 'a number of some size', 'what it is good for'],
  ]

  it('breaks cells into lines', () => {
    expect(table(rows, { width: 50, widest: [10, 10] })).toBe(
      [
        '  name   takes     meaning',
        '  alpha  a number  what it is good for',
        '         of some',
        '         size',
      ].join('\n'),
    )
  })

  it('sets all as text where there is room for no columns', () => {
    expect(table(rows, { width: 20, widest: [10, 25] })).toBe(
      [
        '  name  takes',
        '      meaning',
        '  alpha a number of',
        '      some size',
        '      what it is',
        '      good for',
      ].join('\n'),
    )
  })

  it('sets the last column below where there is no room beside', () => {
    expect(table(rows, { width: 30, widest: [10, 25] })).toBe(
      ['  name   takes', '      meaning', '  alpha  a number of some size', '      what it is good for'].join(
        '\n',
      ),
    )
  })
})
