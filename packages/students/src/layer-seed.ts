/**
 * Derives a layer's seed from the student's seed and the layer's name, so that a layer's initial weights do not depend
 * on which layers were built before it. FNV-1a over the text `seed/layer`, then the finalizer of MurmurHash3.
 */
export function layerSeed(seed: number, layer: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(`${seed}/${layer}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
