import { isPotstillError, PotstillError } from '@potstill/spec'
import { decodePng } from './decode-png'
import type { Pixels } from './pixels'

/** A picture of more pixels than this is refused before memory is taken for it. */
export const mostPixels = 100_000_000

/**
 * Decodes a PNG or JPEG file; its first bytes say which it is. The decoders are loaded when they are first needed.
 *
 * PNG: all colour types, 1 to 16 bits (16 bits are rounded to 8), interlaced or not from 8 bits on; transparency is left
 * out, not blended. JPEG: baseline and progressive, 8 bits, grey, YCbCr, RGB and CMYK. The EXIF orientation and colour profiles
 * are not applied. Not read: arithmetic coding, 12 bits, lossless JPEG, JPEG 2000.
 *
 * Throws a PotstillError: `data/image-format` for other files, `data/image-damaged` for damaged or cut off ones,
 * `data/image-size` for more than 100 million pixels.
 *
 * @param source - The component, for errors.
 * @param name - What errors call the file.
 */
export async function decodeImage(source: string, name: string, bytes: Uint8Array): Promise<Pixels> {
  const decode = decoderOf(bytes)
  if (decode === undefined) {
    throw new PotstillError({
      code: 'data/image-format',
      component: source,
      expected: `a PNG or JPEG file: ${name}`,
      received: bytes.length === 0 ? 'an empty file' : `a file that starts with ${firstBytes(bytes)}`,
      fix: 'convert the file to PNG or JPEG, or remove it',
    })
  }
  try {
    return await decode(bytes)
  } catch (cause) {
    if (isPotstillError(cause)) throw cause
    const said = cause instanceof Error ? cause.message : String(cause)
    const tooLarge = cause instanceof TooManyPixels || /maxResolutionInMP|maxMemoryUsageInMB/.test(said)
    throw new PotstillError({
      code: tooLarge ? 'data/image-size' : 'data/image-damaged',
      component: source,
      expected: tooLarge ? `at most ${mostPixels / 1e6} million pixels: ${name}` : `a whole picture: ${name}`,
      received: tooLarge ? said : `${bytes.length} bytes that do not decode (${said})`,
      fix: tooLarge ? 'make the picture smaller' : 'repair the file, fetch it again, or remove it',
      category: 'work',
      cause,
    })
  }
}

class TooManyPixels extends Error {}

function decoderOf(bytes: Uint8Array): ((bytes: Uint8Array) => Promise<Pixels>) | undefined {
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47)) return checkedPng
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return decodeJpeg
  return undefined
}

async function checkedPng(bytes: Uint8Array): Promise<Pixels> {
  if (bytes.length < 33) throw new Error('the file ends in its header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  if (width * height > mostPixels) throw new TooManyPixels(`${width}×${height} pixels`)
  return decodePng(bytes)
}

async function decodeJpeg(bytes: Uint8Array): Promise<Pixels> {
  const { default: jpeg } = await import('jpeg-js')
  // A file that was cut off lacks its end mark; the decoder fills what is missing with grey and says nothing.
  if (!hasEndMark(bytes)) throw new Error('the file ends before its picture does')
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: mostPixels / 1e6,
    maxMemoryUsageInMB: 2048,
  })
  return { width, height, channels: 3, data }
}

/** Some programs write a few bytes after the end mark. */
function hasEndMark(bytes: Uint8Array): boolean {
  for (let i = bytes.length - 2; i >= 2; i--) {
    if (bytes[i] === 0xff && bytes[i + 1] === 0xd9) return true
  }
  return false
}

function startsWith(bytes: Uint8Array, ...start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte)
}

function firstBytes(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
}
