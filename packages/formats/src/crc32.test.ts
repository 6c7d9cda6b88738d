import { describe, expect, it } from 'vitest'
import { crc32, crc32c } from './crc32'

const count = (at: (index: number) => number) => Uint8Array.from({ length: 32 }, (_, index) => at(index))

describe('crc32c', () => {
  // RFC 3720, appendix B.4.
  it.each([
    ['zeros', count(() => 0), 0x8a9136aa],
    ['ones', count(() => 0xff), 0x62a8ab43],
    ['rising bytes', count((index) => index), 0x46dd794e],
    ['falling bytes', count((index) => 31 - index), 0x113fdb5c],
  ])('is that of the standard for %s', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected)
  })
})

describe('crc32', () => {
  it('is the checksum that every PNG ends with, and that of "123456789" in the catalogue of CRCs', () => {
    expect(crc32(new TextEncoder().encode('IEND'))).toBe(0xae426082)
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  })
})
