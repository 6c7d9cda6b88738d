import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gunzip, isGzip } from './index'

describe('gunzip', () => {
  it('unpacks what zlib packs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        const packed = gzipSync(bytes)
        expect(isGzip(packed)).toBe(true)
        expect(await gunzip(packed)).toEqual(new Uint8Array(bytes))
      }),
      { numRuns: 30 },
    )
  })

  it('refuses a file that is cut off, damaged, or something else', async () => {
    const packed = gzipSync(new Uint8Array(1000).map((_, i) => i * i))
    const damaged = Uint8Array.from(packed, (byte, i) => (i === packed.length >> 1 ? byte ^ 0xff : byte))
    const code = 'formats/gzip-damaged'
    await expect(gunzip(packed.subarray(0, -9))).rejects.toMatchObject({ code })
    await expect(gunzip(damaged)).rejects.toMatchObject({ code })
    await expect(gunzip(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code })
  })
})

describe('isGzip', () => {
  it('is false for other files', () => {
    expect(isGzip(Uint8Array.of(0, 0, 8, 3))).toBe(false)
    expect(isGzip(new Uint8Array(0))).toBe(false)
  })
})
