import type { Student } from '@potstill/spec'
import { add, clone, mul, sub, type Tensor, type Variable } from '@tensorflow/tfjs-core'
import type { ResolvedLearner } from './resolve-learners'
import { plainName } from './variable-names'

/** For each student another one, whose weights are a running mean of its own. */
export interface AveragedStudents {
  /** Every variable that the averages have. */
  readonly variables: readonly Variable[]
  /** After an update, inside the caller's tidy scope: e ← d·e + (1 − d)·w; what training changes by itself is copied. */
  follow(decay: Tensor): void
  /** The one that follows this student. */
  of(student: Student): Student | undefined
  /** By names that are the same in every run, for checkpoints: `average/layer/weight`. */
  named(): Readonly<Record<string, Variable>>
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
    named: () =>
      Object.fromEntries(
        pairs.flatMap(({ name, student, average }) => {
          const prefix = name === undefined ? 'average/' : `average/${name}/`
          const own = [...average.variables, ...average.state]
          // The names of the student itself: those of a clone may carry other numbers.
          return [...student.variables, ...student.state].flatMap((variable, index) => {
            const mean = own[index]
            return mean === undefined ? [] : [[prefix + plainName(variable.name), mean] as const]
          })
        }),
      ),
    dispose: () => {
      for (const { average } of pairs) average.dispose()
    },
  }
}
