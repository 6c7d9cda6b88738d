import type { Student } from '@potstill/spec'
import { add, clone, mul, sub, type Tensor, type Variable } from '@tensorflow/tfjs-core'
import type { ResolvedLearner } from './resolve-learners'

/** For each student another one, whose weights are a running mean of its own. */
export interface AveragedStudents {
  /** Every variable that the averages have. */
  readonly variables: readonly Variable[]
  /** After an update, inside the caller's tidy scope: e ← d·e + (1 − d)·w; what training changes by itself is copied. */
  follow(decay: Tensor): void
  /** The one that follows this student. */
  of(student: Student): Student | undefined
  dispose(): void
}

/** Starts the averages at the weights that the students have now. */
export function averagedStudents(learners: readonly ResolvedLearner[]): AveragedStudents {
  const pairs = learners.map(({ name, student }) => ({ name, student, average: student.clone() }))
  return {
    variables: pairs.flatMap(({ average }) => [...average.variables, ...average.state]),
    follow(decay) {
      const rest = sub(1, decay)
      for (const { student, average } of pairs) {
        average.variables.forEach((mean, index) => {
          const value = student.variables[index]
          if (value !== undefined) mean.assign(add(mul(mean, decay), mul(value, rest)))
        })
        average.state.forEach((copy, index) => {
          const value = student.state[index]
          if (value !== undefined) copy.assign(clone(value))
        })
      }
    },
    of: (student) => pairs.find((pair) => pair.student === student)?.average,
    dispose: () => {
      for (const { average } of pairs) average.dispose()
    },
  }
}
