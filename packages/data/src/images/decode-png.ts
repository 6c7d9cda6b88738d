import type { DecodedPng } from 'fast-png'
import type { Pixels } from './pixels'

/** Decodes a PNG file to bytes, one channel where it has no colours. Throws what the decoder throws. */
export async function decodePng(bytes: Uint8Array): Promise<Pixels> {
  const { decode } = await import('fast-png')
  const png = decode(bytes, { checkCrc: true })
  const { width, height, palette } = png
  const channels = palette !== undefined || png.channels >= 3 ? 3 : 1
  const samples = samplesOf(png)
  const data = new Uint8Array(width * height * channels)
  for (let i = 0; i < width * height; i++) {
    if (palette === undefined) {
      for (let c = 0; c < channels; c++) data[i * channels + c] = samples[i * png.channels + c] as number
    } else {
      const colour = palette[samples[i] as number]
      if (colour === undefined) throw new Error(`colour ${samples[i]} of a palette of ${palette.length}`)
      for (let c = 0; c < 3; c++) data[i * 3 + c] = colour[c] as number
    }
  }
  return { width, height, channels, data }
}

/** One byte for each sample: 16 bits rounded, fewer than 8 taken apart and, but for indices, stretched to 255. */
function samplesOf({ width, height, channels, depth, data, palette }: DecodedPng): Uint8Array {
  if (depth === 8) return Uint8Array.from(data)
  if (depth === 16) return Uint8Array.from(data, (value) => Math.round(value / 257))
  const perByte = 8 / depth
  const rowBytes = Math.ceil((width * channels) / perByte)
  const most = 2 ** depth - 1
  const samples = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width * channels; x++) {
      const byte = data[y * rowBytes + Math.floor(x / perByte)] as number
      const value = (byte >> (8 - depth * ((x % perByte) + 1))) & most
      samples[y * width * channels + x] = palette === undefined ? (value * 255) / most : value
    }
  }
  return samples
}
