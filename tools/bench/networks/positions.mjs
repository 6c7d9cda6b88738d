import { add } from '@tensorflow/tfjs-core'
import { layers } from '@tensorflow/tfjs-layers'
import { single } from './on.mjs'

/** @import { Tensor } from '@tensorflow/tfjs-core' */
/** @import { Seeded } from './seeded.mjs' */

/** Adds a learned vector to each position: [B, N, W] → [B, N, W]. */
export class Positions extends layers.Layer {
  /** @param {{ name: string, initial: Seeded }} options */
  constructor({ name, initial }) {
    super({ name })
    this.initializer = initial.table()
  }

  static get className() {
    return 'BenchPositions'
  }

  /**
   * @override
   * @param {number[]} shape
   */
  build(shape) {
    this.table = this.addWeight('table', shape.slice(1), 'float32', this.initializer)
    super.build(shape)
  }

  /**
   * @override
   * @param {Tensor | Tensor[]} inputs
   */
  call(inputs) {
    return add(single(inputs), /** @type {NonNullable<typeof this.table>} */ (this.table).read())
  }
}
