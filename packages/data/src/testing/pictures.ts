import { hashKey, uniformStream } from '@potstill/spec'
import { encode } from 'fast-png'

/** A PNG file, RGB, of pixels that all have one value. */
export function plainPng(width: number, height: number, value: number): Uint8Array {
  return encode({ width, height, channels: 3, data: new Uint8Array(3 * width * height).fill(value) })
}

/** A PNG file, RGB, that is about as large as its pixels. */
export function noisePng(width: number, height: number): Uint8Array {
  const draw = uniformStream(hashKey(width, height))
  return encode({
    width,
    height,
    channels: 3,
    data: Uint8Array.from({ length: 3 * width * height }, () => 256 * draw()),
  })
}
