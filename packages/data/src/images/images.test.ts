import { encode as encodePng } from 'fast-png'
import fc from 'fast-check'
import jpeg from 'jpeg-js'
import { describe, expect, it } from 'vitest'
import { bytesOf, pillow } from '../testing/pillow'
import { decodeImage } from './decode-image'
import { toChannels, type Pixels } from './pixels'
import { coverAndCrop, resize } from './resize'

const grey = (width: number, height: number, pixel: (x: number, y: number) => number): Pixels => ({
  width,
  height,
  channels: 1,
  data: Uint8Array.from({ length: width * height }, (_, i) => pixel(i % width, Math.floor(i / width))),
})
const furthest = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0)

describe('decodeImage', () => {
  it.each(pillow.pictures)(
    'reads $name as Pillow does',
    async ({ name, file, channels, width, height, pixels }) => {
      const decoded = toChannels(await decodeImage('x', name, bytesOf(file)), channels)
      expect([decoded.width, decoded.height, decoded.data.length]).toEqual([
        width,
        height,
        width * height * channels,
      ])
      // JPEG leaves the inverse transform's rounding open (ITU-T T.81, A.3.3), and Pillow's luma is rounded in 16 bits.
      expect(furthest(decoded.data, bytesOf(pixels))).toBeLessThanOrEqual(
        name.startsWith('jpeg') ? 3 : name.endsWith('as grey') ? 1 : 0,
      )
    },
  )

  it('rounds 16 bits to 8, and reads interlaced files', async () => {
    const wide = encodePng({
      width: 3,
      height: 1,
      channels: 1,
      depth: 16,
      data: Uint16Array.of(0, 257 * 7 + 100, 65535),
    })
    expect((await decodeImage('x', 'wide', wide)).data).toEqual(Uint8Array.of(0, 7, 255))
    const data = Uint8Array.from({ length: 7 * 9 * 3 }, (_, i) => (i * 37) % 256)
    const interlaced = encodePng({ width: 7, height: 9, channels: 3, data }, { interlace: 'Adam7' })
    expect((await decodeImage('x', 'interlaced', interlaced)).data).toEqual(data)
  })

  const png = encodePng({
    width: 8,
    height: 8,
    channels: 3,
    data: new Uint8Array(192).map((_, i) => (i * 31) % 256),
  })
  const photo = Uint8Array.from(
    jpeg.encode({ width: 32, height: 32, data: new Uint8Array(4096).map((_, i) => (i * 7) % 256) }, 90).data,
  )

  it.each([
    ['PNG', png],
    ['JPEG', photo],
  ])('names a %s file that was cut off, wherever', async (_, whole) => {
    for (let length = 8; length < whole.length - 2; length += Math.ceil(whole.length / 40)) {
      await expect(
        decodeImage('x', 'a/b.img', whole.slice(0, length)),
        `${length} bytes`,
      ).rejects.toMatchObject({
        code: 'data/image-damaged',
        message: expect.stringContaining('a/b.img'),
      })
    }
  })

  it('finds damaged bytes of a PNG file by its check sums', async () => {
    const damaged = png.slice()
    damaged[50] = (damaged[50] as number) ^ 0xff
    await expect(decodeImage('x', 'a.png', damaged)).rejects.toMatchObject({ code: 'data/image-damaged' })
  })

  it('refuses other files, and pictures that would take too much memory', async () => {
    await expect(decodeImage('x', 'a.png', new TextEncoder().encode('GIF89a'))).rejects.toMatchObject({
      code: 'data/image-format',
    })
    await expect(decodeImage('x', 'a.png', new Uint8Array(0))).rejects.toThrow('an empty file')
    const bomb = png.slice()
    new DataView(bomb.buffer).setUint32(16, 100_000)
    new DataView(bomb.buffer).setUint32(20, 100_000)
    await expect(decodeImage('x', 'a.png', bomb)).rejects.toMatchObject({ code: 'data/image-size' })
  })
})

describe('resize', () => {
  it.each(pillow.resized)('gives what Pillow gives at $width×$height', async ({ width, height, pixels }) => {
    const source = await decodeImage('x', 'x', bytesOf(pillow.pictures[0]?.file ?? ''))
    // Pillow computes with weights of 22 bits: a half may round the other way.
    expect(furthest(resize(source, height, width).data, bytesOf(pixels))).toBeLessThanOrEqual(1)
  })

  it('keeps a constant picture', () => {
    const side = fc.integer({ min: 1, max: 20 })
    fc.assert(
      fc.property(side, side, side, side, fc.integer({ min: 0, max: 255 }), (w, h, toW, toH, value) => {
        const { data } = resize(
          grey(w, h, () => value),
          toH,
          toW,
        )
        return data.length === toW * toH && data.every((pixel) => pixel === value)
      }),
    )
  })

  it('halves a ramp: inside, each pixel is the mean of its two', () => {
    const { data } = resize(
      grey(16, 1, (x) => 10 * x + 5),
      1,
      8,
    )
    expect(Array.from(data.subarray(1, 7))).toEqual([30, 50, 70, 90, 110, 130])
  })
})

describe('coverAndCrop', () => {
  it('keeps the middle of the longer side', () => {
    const { data } = coverAndCrop(
      grey(6, 2, (x) => x),
      2,
      2,
    )
    expect(Array.from(data)).toEqual([2, 3, 2, 3])
  })

  it('gives the size that was asked for', () => {
    const side = fc.integer({ min: 1, max: 30 })
    fc.assert(
      fc.property(side, side, side, side, (w, h, toW, toH) => {
        const made = coverAndCrop(
          grey(w, h, () => 9),
          toH,
          toW,
        )
        return made.width === toW && made.height === toH && made.data.every((pixel) => pixel === 9)
      }),
    )
  })
})
