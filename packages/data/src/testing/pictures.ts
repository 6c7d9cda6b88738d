import { encode } from 'fast-png'

/** A PNG file, RGB, of pixels that all have one value. */
export function plainPng(width: number, height: number, value: number): Uint8Array {
  return encode({ width, height, channels: 3, data: new Uint8Array(3 * width * height).fill(value) })
}
