import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCsv } from './csv-parse'

const parse = (text: string, delimiter = ',') => [...parseCsv('a.csv', text, delimiter)]
const cells = (text: string, delimiter?: string) => parse(text, delimiter).map((record) => record.cells)

describe('parseCsv', () => {
  it('reads the examples of RFC 4180, section 2', () => {
    expect(cells('aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n')).toEqual([
      ['aaa', 'bbb', 'ccc'],
      ['zzz', 'yyy', 'xxx'],
    ])
    expect(cells('aaa,bbb,ccc\r\nzzz,yyy,xxx')).toHaveLength(2)
    expect(cells('"aaa","b\r\nbb","ccc"\r\nzzz,yyy,xxx')).toEqual([
      ['aaa', 'b\r\nbb', 'ccc'],
      ['zzz', 'yyy', 'xxx'],
    ])
    expect(cells('"aaa","b""bb","ccc"')).toEqual([['aaa', 'b"bb', 'ccc']])
  })

  it('reads empty cells, and leaves empty lines out', () => {
    expect(cells(',\n\na,\n"",""\n""\n\n')).toEqual([['', ''], ['a', ''], ['', ''], ['']])
    expect(cells('')).toEqual([])
    expect(cells('a,')).toEqual([['a', '']])
  })

  it('counts lines, those inside of cells and empty ones too', () => {
    expect(parse('a\n\r\n"b\nb"\rc').map(({ line }) => line)).toEqual([1, 3, 5])
  })

  it('leaves a byte order mark out', () => {
    expect(cells('\uFEFFa,b')).toEqual([['a', 'b']])
  })

  it('reads back any table written by the rules', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '1', ' ', '"', ',', ';', '\n', '\r', ']', '^', '\\', 'é'),
    })
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 5 }))
    const delimiters = fc.constantFrom(',', ';', '\t', '|', ']', '^', '\\', '-')
    fc.assert(
      fc.property(table, delimiters, fc.constantFrom('\n', '\r\n'), (rows, delimiter, lineEnd) => {
        const text = rows
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter) + lineEnd)
          .join('')
        expect(cells(text, delimiter)).toEqual(rows)
        const plain = rows.map((row) =>
          row.map((value) => value.replace(/["\n\r]/g, '').replaceAll(delimiter, '')),
        )
        const kept = plain.filter((row) => row.length > 1 || row[0] !== '')
        expect(cells(plain.map((row) => row.join(delimiter) + lineEnd).join(''), delimiter)).toEqual(kept)
      }),
    )
  })

  it.each([
    ['a quote that does not close', 'a,b\nc,"d\n\n', /closing quote \(a\.csv, line 2, column 2\)/],
    [
      'text after a closing quote',
      'a,b\n"c\nc"d,e',
      /after the closing quote \(a\.csv, line 3, column 1\); got 'd'/,
    ],
    ['a quote inside a cell', 'a,b"c"\n', /quoted as a whole \(a\.csv, line 1, column 2\)/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'data/csv-quote' }))
    expect(() => parse(text)).toThrow(message)
  })
})
