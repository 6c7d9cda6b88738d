import type { NamedTensors } from '@potstill/spec'
import { tidy, type Tensor } from '@tensorflow/tfjs-core'
import type { Checks } from '../../checks'
import { compareGradients } from '../../compare-gradients'
import { expectThat } from '../../failure'
import { gradientsOrNone } from '../../gradients-or-none'
import { arrayOf } from '../../numbers'
import { total } from '../temperature-case'
import { forTrials, type TemperatureSubject } from './check'

/** Whom temperatures train: their own variables, the student or nobody, and the teacher never. */
export function gradientChecks(subject: TemperatureSubject): Checks {
  const { withoutDifferences, gradientTolerance = 0.01 } = subject.given
  const differences = forTrials(subject, ({ signals, kept: { trainable = {} }, on }) => {
    tidy(() => {
      const names = Object.keys(trainable)
      const ofVariables = (...moved: Tensor[]) => total(on(signals, named(names, moved)).temperatures)
      if (names.length > 0) {
        compareGradients(names, ofVariables, Object.values(trainable), gradientTolerance)
      }
      const ofStudent = (studentLogits: Tensor) => total(on({ ...signals, studentLogits }).temperatures)
      const [gradient] = gradientsOrNone(ofStudent, [signals.studentLogits])
      // To be a constant to the student is a choice that is a temperature's own.
      if (arrayOf(gradient!).every((entry) => entry === 0)) return
      compareGradients(["the student's logits"], ofStudent, [signals.studentLogits], gradientTolerance)
    })
  })
  return {
    'has the gradient of central differences': withoutDifferences === undefined ? differences : undefined,
    'gives the teacher no gradient': forTrials(subject, ({ signals, on }) => {
      tidy(() => {
        const ofTeacher = (teacherLogits: Tensor) => total(on({ ...signals, teacherLogits }).temperatures)
        const [gradient] = gradientsOrNone(ofTeacher, [signals.teacherLogits])
        const largest = Math.max(...arrayOf(gradient!).map(Math.abs))
        expectThat(largest === 0, "no gradient at the teacher's logits", () => String(largest))
      })
    }),
  }
}

function named(names: readonly string[], tensors: readonly Tensor[]): NamedTensors {
  return Object.fromEntries(names.map((name, index) => [name, tensors[index]!]))
}
