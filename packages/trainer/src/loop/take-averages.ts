import type { Student } from '@potstill/spec'

/** Gives a student the weights, and the state, of its average. */
export function takeAverages(student: Student, average: Student | undefined): void {
  if (average === undefined) return
  student.variables.forEach((kept, index) => {
    const mean = average.variables[index]
    if (mean !== undefined) kept.assign(mean)
  })
  student.state.forEach((kept, index) => {
    const copy = average.state[index]
    if (copy !== undefined) kept.assign(copy)
  })
}
