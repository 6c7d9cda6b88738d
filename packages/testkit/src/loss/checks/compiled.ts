import type { Tensor } from '@tensorflow/tfjs-core'
import type { Checks } from '../../checks'
import { compareCompiled } from '../../compare-compiled'
import { studentParts, withTensors } from '../loss-case'
import { forSeeds, type LossSubject } from './check'

/** Where the backend that is set can compile, the compiled value is the one that is not. */
export function compiledChecks(subject: LossSubject): Checks {
  const { loss } = subject
  const check = forSeeds(subject, ({ signals, valueOn }) => {
    const parts = studentParts(signals, loss)
    const run = (moved: readonly Tensor[]) => {
      const rest = [...moved]
      const changed = parts.reduce(
        (all, [name, tensors]) => withTensors(all, 'student', name, rest.splice(0, tensors.length)),
        signals,
      )
      return valueOn(changed)
    }
    const tensors = parts.flatMap(([, each]) => each)
    compareCompiled(loss.name, run, tensors)
  })
  const exempt = typeof loss.traits.compiles === 'object'
  return { 'is the same when it is compiled, or says why it cannot be': exempt ? () => {} : check }
}
