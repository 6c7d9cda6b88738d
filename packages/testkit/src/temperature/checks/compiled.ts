import type { Tensor } from '@tensorflow/tfjs-core'
import type { Checks } from '../../checks'
import { compareCompiled } from '../../compare-compiled'
import { flat } from '../temperature-case'
import { forTrials, type TemperatureSubject } from './check'

/** Where the backend that is set can compile, compiled temperatures are those that are not. */
export function compiledChecks(subject: TemperatureSubject): Checks {
  const { name } = subject.temperature
  return {
    'is the same when it is compiled': forTrials(subject, ({ signals, on }) => {
      const run = ([studentLogits, teacherLogits]: readonly Tensor[]) =>
        flat(on({ ...signals, studentLogits: studentLogits!, teacherLogits: teacherLogits! }).temperatures)
      compareCompiled(name, run, [signals.studentLogits, signals.teacherLogits])
    }),
  }
}
