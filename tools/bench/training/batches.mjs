import { tensor, tensor1d } from '@tensorflow/tfjs-core'
import { batchCount, classes, networks, vocabulary } from '../networks/sizes.mjs'

/** @import { Tensor, Tensor1D } from '@tensorflow/tfjs-core' */

/**
 * The same synthetic batches on every run and in every process; torch_bench/data.py draws the same numbers.
 *
 * @param {string} network
 * @param {number} batch
 * @returns {{ x: Tensor, labels: Tensor1D }[]} x [B, ...shape] in [0, 1), or int32 tokens [B, N]; labels int32 [B]
 */
export function batches(network, batch) {
  const shape = [batch, ...(networks[network]?.shape ?? [])]
  const size = shape.reduce((product, side) => product * side, 1)
  return Array.from({ length: batchCount }, (_, index) => {
    const values = Float32Array.from({ length: size }, (_, at) => uniform(1000 + index, at))
    const x =
      network === 'transformer'
        ? tensor(below(vocabulary, 1000 + index, size), shape, 'int32')
        : tensor(values, shape)
    return { x, labels: tensor1d(below(classes, 2000 + index, batch), 'int32') }
  })
}

/**
 * @param {number} limit
 * @param {number} seed
 * @param {number} count
 */
function below(limit, seed, count) {
  return Int32Array.from({ length: count }, (_, at) => Math.floor(uniform(seed, at) * limit))
}

/**
 * mulberry32: its state is a counter, so any draw can be had without those before it.
 *
 * @param {number} seed
 * @param {number} at
 */
function uniform(seed, at) {
  let t = (Math.imul(at + 1, 0x6d2b79f5) + seed) | 0
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
