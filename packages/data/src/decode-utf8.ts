import { PotstillError } from '@potstill/spec'

/** Reads text; a byte order mark is left out. Throws a PotstillError (`data/text-encoding`) where it is not UTF-8. */
export function decodeUtf8(source: string, path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new PotstillError({
      code: 'data/text-encoding',
      component: source,
      expected: `text in UTF-8: ${path}`,
      received: 'bytes that are not UTF-8',
      fix: 'save the file as UTF-8',
      cause,
    })
  }
}
