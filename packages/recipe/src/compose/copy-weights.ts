import type { Student } from '@potstill/spec'

/** Gives a clone the weights that the network it was cloned from has by now. */
export function copyWeights(from: Student, to: Student): void {
  const sources = [...from.variables, ...from.state]
  for (const [index, variable] of [...to.variables, ...to.state].entries()) {
    const source = sources[index]
    if (source !== undefined) variable.assign(source)
  }
}
