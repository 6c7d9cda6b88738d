import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cachedReader } from './cached-reader'

/** Two float32 values for each row, 8 bytes; `asked` has the rows that were read. */
function counting() {
  const asked: number[] = []
  const read = async (rows: Int32Array) => {
    asked.push(...rows)
    return Float32Array.from({ length: 2 * rows.length }, (_, i) => 10 * (rows[i >> 1] as number) + (i % 2))
  }
  return { asked, reader: { count: 50, inputShape: [2], read } }
}

describe('cachedReader', () => {
  it('reads each row once where all have room', async () => {
    const { asked, reader } = counting()
    const cached = cachedReader(reader, 24)
    for (let epoch = 0; epoch < 3; epoch++) {
      expect(await cached.read(Int32Array.of(2, 0, 1))).toEqual(Float32Array.of(20, 21, 0, 1, 10, 11))
    }
    expect(asked).toEqual([2, 0, 1])
  })

  it.each([
    [0, 0],
    [7, 0],
    [8, 1],
    [15, 1],
    [16, 2],
    [23, 2],
    [24, 3],
  ])('keeps within %i bytes %i rows of 8, the first that came', async (bytes, kept) => {
    const { asked, reader } = counting()
    const cached = cachedReader(reader, bytes)
    await cached.read(Int32Array.of(5, 6))
    await cached.read(Int32Array.of(7))
    asked.length = 0
    expect(await cached.read(Int32Array.of(7, 6, 5))).toEqual(Float32Array.of(70, 71, 60, 61, 50, 51))
    expect(asked.toSorted()).toEqual([5, 6, 7].slice(kept))
  })

  it('counts a row once that is read twice at the same time', async () => {
    const { asked, reader } = counting()
    const cached = cachedReader(reader, 16)
    await Promise.all([cached.read(Int32Array.of(1)), cached.read(Int32Array.of(1))])
    await cached.read(Int32Array.of(2))
    asked.length = 0
    await cached.read(Int32Array.of(1, 2))
    expect(asked).toEqual([])
  })

  it('gives what the reader gives, whatever was asked before', async () => {
    const rows = fc.array(fc.nat(49), { maxLength: 12 }).map((list) => Int32Array.from(list))
    await fc.assert(
      fc.asyncProperty(fc.nat(200), fc.array(rows, { maxLength: 6 }), async (bytes, requests) => {
        const { reader } = counting()
        const cached = cachedReader(reader, bytes)
        for (const request of requests) expect(await cached.read(request)).toEqual(await reader.read(request))
      }),
    )
  })

  it('keeps copies, which nobody outside can write into', async () => {
    const { reader } = counting()
    const cached = cachedReader(reader, 100)
    ;(await cached.read(Int32Array.of(3))).fill(0)
    expect(await cached.read(Int32Array.of(3))).toEqual(Float32Array.of(30, 31))
  })

  it('keeps nothing of a read that failed', async () => {
    let fails = true
    const { reader } = counting()
    const read = async (rows: Int32Array) => {
      if (fails) throw new RangeError('not now')
      return reader.read(rows)
    }
    const cached = cachedReader({ ...reader, read }, 100)
    await expect(cached.read(Int32Array.of(3))).rejects.toThrow('not now')
    fails = false
    expect(await cached.read(Int32Array.of(3))).toEqual(Float32Array.of(30, 31))
  })
})
