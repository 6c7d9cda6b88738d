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
import { meanOf, sumOf } from './reductions'

const overrides: readonly GradientOverride[] = [batchNorm, meanOf, sumOf]

/** Marks a gradient that chooses, whichever copy of this package made it. */
const marker = Symbol.for('potstill.eager-gradient')

/**
 * Lets a gradient that TensorFlow.js computes in many passes take fewer while a backend is current. On other backends, and
 * while a function is captured, it is what it was. Can be called again, after others have registered gradients.
 */
export function overrideGradient(kernel: string, backendName: string): void {
  const override = overrides.find((candidate) => candidate.kernel === kernel)
  const original = getGradient(kernel) as GradConfig | undefined
  if (override === undefined || original === undefined || marker in original) return
  unregisterGradient(kernel)
  registerGradient(Object.assign(choosing(override, original, backendName), { [marker]: true }))
}

function choosing(override: GradientOverride, original: GradConfig, backendName: string): GradConfig {
  return {
    ...original,
    gradFunc: (dy, saved, attrs) => {
      const covers = engine().backendName === backendName
      const found = covers ? override.gradient(dy as Tensor, saved, attrs) : undefined
      return found ?? original.gradFunc(dy, saved, attrs)
    },
  }
}
