import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** The generator's first outputs are still close to its sparse seed. */
const warmUpDraws = 16

/** A stream of numbers uniform in `[0, 1)`, with the 24 bits that a float32 holds exactly. */
export function uniformStream(seed: number): () => number {
  const generator = xoroshiro128plus(seed)
  for (let draw = 0; draw < warmUpDraws; draw++) generator.next()
  return () => (generator.next() >>> 8) * 2 ** -24
}

/** A stream of standard normal numbers (Box & Muller 1958). */
export function normalStream(seed: number): () => number {
  const uniform = uniformStream(seed)
  let spare: number | undefined
  return () => {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
    const angle = 2 * Math.PI * uniform()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
}
