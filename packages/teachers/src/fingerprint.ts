import { PotstillError } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'

/**
 * SHA-256, in hexadecimal, of a description and of tensors by name. The order of the tensors does not count; their
 * names, dtypes, shapes and every bit of their values do.
 */
export async function fingerprintOf(
  description: unknown,
  tensors: readonly (readonly [name: string, tensor: Tensor])[],
): Promise<string> {
  const lines: string[] = []
  for (const [name, tensor] of tensors) {
    const values = await tensor.data()
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    lines.push(`${name} ${tensor.dtype} [${tensor.shape.join(', ')}] ${await sha256(bytes)}`)
  }
  const text = [JSON.stringify(description), ...lines.toSorted()].join('\n')
  return sha256(new TextEncoder().encode(text))
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined
  if (subtle === undefined) {
    throw new PotstillError({
      code: 'teachers/no-web-crypto',
      expected: 'Web Crypto, for the fingerprint of a teacher',
      received: 'no crypto.subtle here',
      fix: 'serve the page over https or from localhost, where browsers have it',
    })
  }
  const digest = await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
