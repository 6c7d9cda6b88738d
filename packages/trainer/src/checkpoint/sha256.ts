import { PotstillError } from '@potstill/spec'

/** Hexadecimal. Throws a PotstillError where there is no Web Crypto. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined
  if (subtle === undefined) {
    throw new PotstillError({
      code: 'trainer/no-web-crypto',
      expected: 'Web Crypto, for the digests of checkpoints',
      received: 'no crypto.subtle here',
      fix: 'serve the page over https or from localhost, where browsers have it, or leave `checkpoints` out',
    })
  }
  const digest = await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
