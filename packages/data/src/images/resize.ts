import { centreCrop, type Pixels } from './pixels'

/** Weights of the source pixels that one target pixel is made of, from `first` on. */
interface Taps {
  readonly first: number
  readonly weights: Float64Array
}

/**
 * Resizes a picture with a triangle filter as wide as a target pixel: bilinear interpolation where it grows, an
 * antialiased mean where it shrinks. Columns first, rounded to bytes, then rows: what Pillow's `BILINEAR` computes.
 */
export function resize(pixels: Pixels, height: number, width: number): Pixels {
  const { channels } = pixels
  const wide = alongAxis(pixels.data, {
    outer: pixels.height,
    from: pixels.width,
    to: width,
    inner: channels,
  })
  const data = alongAxis(wide, { outer: 1, from: pixels.height, to: height, inner: width * channels })
  return { width, height, channels, data }
}

/** Scales a picture until it covers the size, its proportions kept, and cuts out the middle. */
export function coverAndCrop(pixels: Pixels, height: number, width: number): Pixels {
  const tall = pixels.height * width > pixels.width * height
  const newHeight = tall ? Math.floor((width * pixels.height) / pixels.width) : height
  const newWidth = tall ? width : Math.floor((height * pixels.width) / pixels.height)
  return centreCrop(resize(pixels, newHeight, newWidth), height, width)
}

interface Axis {
  readonly outer: number
  readonly from: number
  readonly to: number
  readonly inner: number
}

/** Resizes one axis of `[outer, from, inner]`. */
function alongAxis(source: Uint8Array, { outer, from, to, inner }: Axis): Uint8Array {
  if (from === to) return source
  const taps = tapsOf(from, to)
  const target = new Uint8Array(outer * to * inner)
  for (let block = 0; block < outer; block++) {
    taps.forEach(({ first, weights }, place) => {
      for (let i = 0; i < inner; i++) {
        let sum = 0
        for (let tap = 0; tap < weights.length; tap++) {
          sum += (weights[tap] as number) * (source[(block * from + first + tap) * inner + i] as number)
        }
        target[(block * to + place) * inner + i] = Math.min(255, Math.round(sum))
      }
    })
  }
  return target
}

function tapsOf(from: number, to: number): readonly Taps[] {
  const scale = from / to
  const reach = Math.max(scale, 1)
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - reach + 0.5))
    const end = Math.min(from, Math.trunc(centre + reach + 0.5))
    const weights = Float64Array.from({ length: end - first }, (_, tap) =>
      Math.max(0, 1 - Math.abs(first + tap - centre + 0.5) / reach),
    )
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { first, weights: weights.map((weight) => weight / sum) }
  })
}
