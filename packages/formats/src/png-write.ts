import { PotstillError } from '@potstill/spec'
import { crc32 } from './crc32'
import { joinBytes } from './join-bytes'

/** Rows of pixels from the top, 8 bits a channel. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** 1 grey, 2 grey and alpha, 3 red, green and blue, 4 those and alpha. */
  readonly channels: number
  /** `[height, width, channels]`, row-major. */
  readonly data: Uint8Array
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
/** By channels. */
const colorTypes: Readonly<Record<number, number>> = { 1: 0, 2: 4, 3: 2, 4: 6 }

/**
 * Writes a PNG file (PNG specification, third edition): 8 bits, no filter, no interlace. Packed by the platform's
 * `CompressionStream`.
 *
 * Throws a PotstillError (`formats/png-size`) where pixels and size do not fit.
 *
 * @example
 * const png = await writePng({ width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 255) })
 * Array.from(png.subarray(1, 4)) // => [0x50, 0x4e, 0x47]
 */
export async function writePng({ width, height, channels, data }: Pixels): Promise<Uint8Array<ArrayBuffer>> {
  const colorType = colorTypes[channels]
  if (colorType === undefined || width < 1 || height < 1 || data.length !== width * height * channels) {
    throw new PotstillError({
      code: 'formats/png-size',
      component: 'png',
      expected: 'at least one pixel, of 1 to 4 channels, and a byte for each channel of each pixel',
      received: `${width} × ${height} pixels of ${channels} channels in ${data.length} bytes`,
      fix: 'correct the size, or the pixels',
    })
  }
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header.set([8, colorType], 8)

  const stride = width * channels
  // Each row starts with the number of its filter: 0, none.
  const rows = new Uint8Array(height * (1 + stride))
  for (let row = 0; row < height; row++) {
    rows.set(data.subarray(row * stride, (row + 1) * stride), row * (1 + stride) + 1)
  }
  return joinBytes([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', await deflate(rows)),
    chunk('IEND', new Uint8Array(0)),
  ])
}

/** Length, name, content, and a checksum over name and content. */
function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, content.length)
  bytes.set(new TextEncoder().encode(name), 4)
  bytes.set(content, 8)
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)))
  return bytes
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}
