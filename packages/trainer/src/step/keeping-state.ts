import { clone, dispose } from '@tensorflow/tfjs-core'
import type { ResolvedLearner } from './resolve-learners'

/** Runs a pass, and puts what it changed in the networks by itself (moving statistics) back. */
export function keepingState<Value>(learners: readonly ResolvedLearner[], run: () => Value): Value {
  const state = learners.flatMap(({ student }) => student.state)
  const before = state.map((kept) => clone(kept))
  try {
    return run()
  } finally {
    state.forEach((kept, index) => {
      const value = before[index]
      if (value !== undefined) kept.assign(value)
    })
    dispose(before)
  }
}
