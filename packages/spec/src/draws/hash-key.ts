import { mixBits } from './mix-bits'

/**
 * Mixes the parts of a key into 32 bits: FNV-1a over the characters, then `mixBits`, so that keys which differ in one
 * character (neighbouring steps) give unrelated seeds.
 *
 * @example
 * hashKey(1, 23) === hashKey(12, 3) // => false
 */
export function hashKey(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const character of parts.join('\u0000')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return mixBits(hash)
}
