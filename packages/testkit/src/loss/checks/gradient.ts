import { sum, tidy, type Tensor } from '@tensorflow/tfjs-core'
import type { Checks } from '../../checks'
import { compareGradients } from '../../compare-gradients'
import { studentParts, withTensors } from '../loss-case'
import { forSeeds, type LossSubject } from './check'

/** The gradient at what comes from the student, and at the loss's own variables, is what central differences give. */
export function gradientChecks(subject: LossSubject): Checks {
  const { loss, given } = subject
  const { gradientTolerance = 0.01 } = given
  const check = forSeeds(subject, ({ signals, kept: { trainable = {} }, valueOn, valueWith }) => {
    for (const [name, tensors] of studentParts(signals, loss)) {
      tidy(() => {
        const f = (...moved: Tensor[]) => sum(valueOn(withTensors(signals, 'student', name, moved)))
        compareGradients([name], f, tensors, gradientTolerance)
      })
    }
    tidy(() => {
      const names = Object.keys(trainable)
      if (names.length === 0) return
      const named = (tensors: readonly Tensor[]) =>
        Object.fromEntries(names.map((name, index) => [name, tensors[index]!]))
      const f = (...moved: Tensor[]) => sum(valueWith(named(moved)))
      compareGradients(names, f, Object.values(trainable), gradientTolerance)
    })
  })
  return {
    'has the gradient of central differences': given.withoutDifferences === undefined ? check : undefined,
  }
}
