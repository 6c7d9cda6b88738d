import { initializers } from '@tensorflow/tfjs-layers'

/**
 * Initializers with seeds counting up from `first`: a network built twice, on whatever backend, starts from the same
 * weights.
 *
 * @param {number} first
 */
export function seeded(first) {
  let seed = first
  return {
    kernel: () => initializers.heNormal({ seed: seed++ }),
    table: () => initializers.randomNormal({ mean: 0, stddev: 0.02, seed: seed++ }),
  }
}

/** @typedef {ReturnType<typeof seeded>} Seeded */
