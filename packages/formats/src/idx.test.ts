import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readIdx, writeIdx, type IdxArray } from './index'

describe('readIdx', () => {
  it('reads the first bytes of an MNIST label file, cut to five labels', () => {
    const bytes = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 5, 5, 0, 4, 1, 9)
    expect(readIdx(bytes)).toEqual({ shape: [5], data: Uint8Array.of(5, 0, 4, 1, 9) })
  })

  it('shares the bytes of the file with unsigned bytes', () => {
    const bytes = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5)
    expect(readIdx(bytes).data.buffer).toBe(bytes.buffer)
  })

  // Each is 2 or -2 and its big-endian bytes: two's complement, and IEEE 754 (2 = 2^1 × 1.0).
  it.each([
    [0x09, [0xfe], Int8Array.of(-2)],
    [0x0b, [0xff, 0xfe], Int16Array.of(-2)],
    [0x0c, [0xff, 0xff, 0xff, 0xfe], Int32Array.of(-2)],
    [0x0d, [0xc0, 0, 0, 0], Float32Array.of(-2)],
    [0x0e, [0xc0, 0, 0, 0, 0, 0, 0, 0], Float64Array.of(-2)],
  ])('reads elements of type %i', (code, element, data) => {
    const bytes = Uint8Array.of(0, 0, code, 2, 0, 0, 0, 1, 0, 0, 0, 1, ...element)
    expect(readIdx(bytes)).toEqual({ shape: [1, 1], data })
    expect(writeIdx({ shape: [1, 1], data })).toEqual(bytes)
  })

  it.each([
    ['an empty file', [], 'formats/idx-magic', /an empty file/],
    ['a gzip file', [0x1f, 0x8b, 8, 0], 'formats/idx-magic', /got 1f 8b 08 00.*gunzip/],
    ['an unknown type', [0, 0, 0x0a, 1, 0, 0, 0, 0], 'formats/idx-magic', /00 00 0a 01/],
    ['no axes', [0, 0, 8, 0, 1], 'formats/idx-magic', /number of axes/],
    ['a header cut off', [0, 0, 8, 2, 0, 0, 0, 1], 'formats/idx-size', /header of 12 bytes/],
    ['data cut off', [0, 0, 8, 1, 0, 0, 0, 3, 1, 2], 'formats/idx-size', /11 bytes for \[3\].*got 10/],
    ['bytes to spare', [0, 0, 8, 1, 0, 0, 0, 1, 1, 2], 'formats/idx-size', /9 bytes for \[1\].*got 10/],
    ['a huge shape', [0, 0, 8, 2, ...Array(8).fill(255)], 'formats/idx-size', /4294967295/],
  ])('refuses %s', (_, bytes, code, message) => {
    const read = () => readIdx(Uint8Array.from(bytes))
    expect(read).toThrow(expect.objectContaining({ code }))
    expect(read).toThrow(message)
  })
})

describe('writeIdx', () => {
  it('is read back as it was', () => {
    const arrays = fc.oneof(
      fc.uint8Array(),
      fc.int8Array(),
      fc.int16Array(),
      fc.int32Array(),
      fc.float32Array(),
      fc.float64Array(),
    )
    fc.assert(
      fc.property(arrays, fc.nat(3), (data, more) => {
        const array: IdxArray = { shape: [data.length, ...Array(more).fill(1)], data }
        expect(readIdx(writeIdx(array))).toEqual(array)
      }),
    )
  })

  it('refuses data that do not fit the shape, and scalars', () => {
    expect(() => writeIdx({ shape: [2, 2], data: new Uint8Array(3) })).toThrow(
      /4 elements for \[2, 2\]; got 3/,
    )
    expect(() => writeIdx({ shape: [], data: new Uint8Array(1) })).toThrow(/1 to 255 axes/)
  })
})
