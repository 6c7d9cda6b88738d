import type { Tensor } from '@tensorflow/tfjs-core'
import type { Shape } from './batch'

/**
 * Random tensors keyed by (run seed, step, name). The same key draws the same numbers, in any order of asking,
 * on every backend; a resumed run therefore draws what the uninterrupted one would have drawn, and a compiled step
 * takes its draws as inputs.
 *
 * Names have to differ within a step. Draw under `child(name)` to hand a part its own names.
 */
export interface Random {
  /** float32, uniform in `[min, max)`; default `[0, 1)`. */
  uniform(name: string, shape: Shape, min?: number, max?: number): Tensor
  /** float32, normal; default mean 0, standard deviation 1. */
  normal(name: string, shape: Shape, mean?: number, standardDeviation?: number): Tensor
  /** int32, uniform in `[0, below)`. */
  integers(name: string, shape: Shape, below: number): Tensor
  /** The same source with every name under `name/`. */
  child(name: string): Random
}
