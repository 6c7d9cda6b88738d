import { PotstillError } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Toy } from './toy-loss'

export interface Broken extends Toy {
  /** The checks that have to fail, and no others. */
  readonly fails: readonly string[]
  /** What one of them has to say. */
  readonly says: RegExp
}

export function refuseOne(studentLogits: Tensor): void {
  if (studentLogits.shape[0]! > 1) return
  throw new PotstillError({
    code: 'toy/batch',
    expected: 'two examples or more',
    received: 'one',
    fix: 'give more',
  })
}
