import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import reference from '../../../reference/tensorboard/events.json'
import { crc32 } from './crc32'
import { writePng } from './index'

interface Chunk {
  readonly name: string
  readonly content: Uint8Array
}

/** Takes a PNG file apart, and holds each chunk to its checksum. */
function chunksOf(png: Uint8Array): readonly Chunk[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const chunks: Chunk[] = []
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at)
    expect(view.getUint32(at + 8 + length)).toBe(crc32(png.subarray(at + 4, at + 8 + length)))
    chunks.push({
      name: new TextDecoder().decode(png.subarray(at + 4, at + 8)),
      content: png.subarray(at + 8, at + 8 + length),
    })
    at += 12 + length
  }
  return chunks
}

const contentOf = (chunks: readonly Chunk[], name: string) =>
  chunks.find((each) => each.name === name)!.content

describe('writePng', () => {
  it('has the header of the same picture by Pillow', async () => {
    const data = Uint8Array.from(reference.pixels.flat(2))
    const ours = await writePng({ width: 2, height: 2, channels: 3, data })
    const theirs = Uint8Array.from(Buffer.from(reference.png, 'base64'))
    expect(ours.subarray(0, 8)).toEqual(theirs.subarray(0, 8))
    expect(contentOf(chunksOf(ours), 'IHDR')).toEqual(contentOf(chunksOf(theirs), 'IHDR'))
  })

  it('holds the pixels, row by row, each behind a zero', async () => {
    const size = fc.record({
      width: fc.integer({ min: 1, max: 9 }),
      height: fc.integer({ min: 1, max: 9 }),
      channels: fc.integer({ min: 1, max: 4 }),
    })
    const pixels = size.chain(({ width, height, channels }) => {
      const length = width * height * channels
      const data = fc.uint8Array({ minLength: length, maxLength: length })
      return fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        channels: fc.constant(channels),
        data,
      })
    })
    await fc.assert(
      fc.asyncProperty(pixels, async ({ width, height, channels, data }) => {
        const chunks = chunksOf(await writePng({ width, height, channels, data }))
        expect(chunks.map(({ name }) => name)).toEqual(['IHDR', 'IDAT', 'IEND'])
        const rows = inflateSync(contentOf(chunks, 'IDAT'))
        const stride = width * channels
        expect(rows.length).toBe(height * (stride + 1))
        for (let row = 0; row < height; row++) {
          const found = Array.from(rows.subarray(row * (stride + 1), (row + 1) * (stride + 1)))
          expect(found).toEqual([0, ...data.subarray(row * stride, (row + 1) * stride)])
        }
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    [{ width: 2, height: 2, channels: 1, data: new Uint8Array(3) }],
    [{ width: 1, height: 1, channels: 5, data: new Uint8Array(5) }],
    [{ width: 0, height: 1, channels: 1, data: new Uint8Array(0) }],
  ])('refuses pixels that do not fit their size: %o', async (pixels) => {
    await expect(writePng(pixels)).rejects.toMatchObject({ code: 'formats/png-size' })
  })
})
