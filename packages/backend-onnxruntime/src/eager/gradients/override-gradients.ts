import {
  engine,
  getGradient,
  registerGradient,
  unregisterGradient,
  type GradConfig,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { batchNorm } from './batch-norm'
import type { GradientOverride } from './gradient-override'
import { relu, square } from './pointwise'
import { meanOf, sumOf } from './reductions'

const overrides: readonly GradientOverride[] = [batchNorm, meanOf, sumOf, relu.override, square.override]

/** Marks a gradient that chooses, whichever copy of this package made it. */
const marker = Symbol.for('potstill.eager-gradient')

/**
 * Lets gradients that TensorFlow.js computes in many passes take fewer while a backend is current. On other backends, and
 * while a function is captured, they are what they were. Can be called again, after others have registered gradients.
 */
export function overrideGradients(backendName: string): void {
  for (const override of overrides) {
    const original = getGradient(override.kernel) as GradConfig | undefined
    if (original === undefined || marker in original) continue
    unregisterGradient(override.kernel)
    registerGradient(Object.assign(choosing(override, original, backendName), { [marker]: true }))
  }
}

function choosing(override: GradientOverride, original: GradConfig, backendName: string): GradConfig {
  return {
    ...original,
    gradFunc: (dy, saved, attrs) => {
      const { backendName: current, state } = engine()
      const covers = current === backendName && (override.differentiable || state.gradientDepth === 0)
      const found = covers ? override.gradient(dy as Tensor, saved, attrs) : undefined
      return found ?? original.gradFunc(dy, saved, attrs)
    },
  }
}
