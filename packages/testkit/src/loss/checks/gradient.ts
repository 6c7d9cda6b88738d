import { sum, tidy, type Tensor } from '@tensorflow/tfjs-core'
import type { Checks } from '../../checks'
import { compareGradients } from '../../compare-gradients'
import { studentParts, withTensors } from '../loss-case'
import { forSeeds, type LossSubject } from './check'

/** The gradient at what comes from the student is what central differences give. */
export function gradientChecks(subject: LossSubject): Checks {
  const { loss, given } = subject
  const check = forSeeds(subject, ({ signals, valueOn }) => {
    for (const [name, tensors] of studentParts(signals, loss)) {
      tidy(() => {
        const f = (...moved: Tensor[]) => sum(valueOn(withTensors(signals, 'student', name, moved)))
        compareGradients(name, f, tensors, given.gradientTolerance ?? 0.01)
      })
    }
  })
  return {
    'has the gradient of central differences': given.withoutDifferences === undefined ? check : undefined,
  }
}
