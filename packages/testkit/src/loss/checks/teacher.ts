import { sum, tidy, type Tensor } from '@tensorflow/tfjs-core'
import type { Checks } from '../../checks'
import { expectThat } from '../../failure'
import { gradientsOrNone } from '../../gradients-or-none'
import { arrayOf } from '../../numbers'
import { teacherParts, withTensors } from '../loss-case'
import { forSeeds, type LossSubject } from './check'

/** What comes from the teacher is a constant. */
export function teacherChecks(subject: LossSubject): Checks {
  return {
    'gives the teacher no gradient': forSeeds(subject, ({ signals, valueOn }) => {
      for (const [name, tensors] of teacherParts(signals, subject.loss)) {
        tidy(() => {
          const f = (...moved: Tensor[]) => sum(valueOn(withTensors(signals, 'teacher', name, moved)))
          for (const gradient of gradientsOrNone(f, tensors)) {
            const largest = Math.max(0, ...arrayOf(gradient).map(Math.abs))
            expectThat(largest === 0, `no gradient at the teacher's ${name}`, () => String(largest))
          }
        })
      }
    }),
  }
}
