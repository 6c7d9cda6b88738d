import type { Late, Random } from '@potstill/spec'

/**
 * Random numbers inside a compiled step: each call draws them anew, from the random source that it is given as context,
 * under the same names.
 */
export function lateRandom(late: Late<Random>, own: (random: Random) => Random = (random) => random): Random {
  return {
    uniform: (...draw) => late((random) => own(random).uniform(...draw)),
    normal: (...draw) => late((random) => own(random).normal(...draw)),
    integers: (...draw) => late((random) => own(random).integers(...draw)),
    child: (name) => lateRandom(late, (random) => own(random).child(name)),
  }
}
