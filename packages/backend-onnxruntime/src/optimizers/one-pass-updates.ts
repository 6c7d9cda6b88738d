import {
  AdadeltaOptimizer,
  AdagradOptimizer,
  AdamaxOptimizer,
  AdamOptimizer,
  engine,
  MomentumOptimizer,
  RMSPropOptimizer,
  SGDOptimizer,
  type Tensor,
} from '@tensorflow/tfjs-core'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import { adadeltaUpdate } from './adadelta'
import { adagradUpdate } from './adagrad'
import { adamUpdate } from './adam'
import { adamaxUpdate } from './adamax'
import { applyUpdate } from './apply-update'
import { momentumUpdate } from './momentum'
import { rmspropUpdate } from './rmsprop'
import { sgdUpdate } from './sgd'
import type { GivenGradients, UpdateRule } from './update-rule'

/** An optimizer of `tf.train`, as far as it is needed here; the fields that a rule reads are private there. */
interface Updating {
  applyGradients(gradients: GivenGradients): void
  incrementIterations(): void
}

const ruled = [
  [SGDOptimizer, sgdUpdate],
  [MomentumOptimizer, momentumUpdate],
  [AdamOptimizer, adamUpdate],
  [AdamaxOptimizer, adamaxUpdate],
  [AdagradOptimizer, adagradUpdate],
  [AdadeltaOptimizer, adadeltaUpdate],
  [RMSPropOptimizer, rmspropUpdate],
] as const

/** Marks an `applyGradients` that updates in one pass, whichever copy of this package put it there. */
const marker = Symbol.for('potstill.one-pass-update')

/**
 * Lets the optimizers of `tf.train` update in one pass over each variable while a backend is current: ten operations on
 * whole arrays become one loop. Slots and results are those of the original, number by number; on any other backend, and
 * where something is not float32, the original runs.
 */
export function updateInOnePass(backendName: string): void {
  for (const [{ prototype, className }, rule] of ruled) {
    const updating = prototype as unknown as Updating
    const original = updating.applyGradients
    if (marker in original) continue
    const applyGradients = function (this: Updating, gradients: GivenGradients): void {
      if (engine().backendName !== backendName || !updated(className, rule, this, gradients)) {
        original.call(this, gradients)
      }
    }
    updating.applyGradients = Object.assign(applyGradients, { [marker]: true })
  }
}

function updated(
  name: string,
  rule: (typeof ruled)[number][1],
  optimizer: Updating,
  gradients: GivenGradients,
): boolean {
  const backend = engine().backend as OnnxruntimeBackend
  const begin = performance.now()
  const update = (rule as UpdateRule<unknown>)(optimizer)
  if (!applyUpdate(backend, update, gradients)) return false
  optimizer.incrementIterations()
  backend.recorder?.add({
    kernel: `${name} update`,
    place: 'loop',
    milliseconds: performance.now() - begin,
    elements: largestOf(gradients),
  })
  return true
}

function largestOf(gradients: GivenGradients): number {
  const tensors = Array.isArray(gradients) ? gradients.map(({ tensor }) => tensor) : Object.values(gradients)
  return Math.max(0, ...tensors.map((tensor) => (tensor as Tensor | null)?.size ?? 0))
}
