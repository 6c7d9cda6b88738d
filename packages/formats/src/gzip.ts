import { PotstillError } from '@potstill/spec'

/**
 * Tells whether the bytes start like a gzip file.
 *
 * @example
 * isGzip(new Uint8Array([0x1f, 0x8b, 8])) // => true
 */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** Unpacks a gzip file. Throws a PotstillError (`formats/gzip-damaged`) where it is damaged or cut off. */
export async function gunzip(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const packed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
    const unpacked = packed.pipeThrough(new DecompressionStream('gzip'))
    return new Uint8Array(await new Response(unpacked).arrayBuffer())
  } catch (cause) {
    throw new PotstillError({
      code: 'formats/gzip-damaged',
      component: 'gzip',
      expected: 'a whole gzip file',
      received: `${bytes.length} bytes that do not unpack (${cause instanceof Error ? cause.message : String(cause)})`,
      fix: 'fetch the file again: it is damaged or incomplete',
      cause,
    })
  }
}
