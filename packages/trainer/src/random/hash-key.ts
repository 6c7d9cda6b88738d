/**
 * Mixes the parts of a key into 32 bits: FNV-1a over the characters, then the finaliser of MurmurHash3, so that keys
 * which differ in one character (neighbouring steps) give unrelated seeds.
 */
export function hashKey(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const character of parts.join('\u0000')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
