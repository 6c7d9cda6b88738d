import type { Student, Teacher } from '@potstill/spec'
import { add, div, tidy } from '@tensorflow/tfjs-core'
import { fixedTeacher } from './fixed-teacher'

/** Averages the student into a copy of its own after each step, and teaches what the copy says. */
export function follower(): Teacher {
  let copy: Student | undefined
  return fixedTeacher(2, {
    open: ({ student }) => {
      copy = student!.clone()
      return { gives: ['logits'], logitsShape: [2], features: {} }
    },
    predict: ({ inputs }) => ({
      logits: tidy(() => copy!.forward(inputs, { taps: [], training: false }).logits),
    }),
    afterStep: (student) => {
      copy!.variables.forEach((kept, index) =>
        kept.assign(tidy(() => div(add(kept, student.variables[index]!), 2))),
      )
    },
    memory: () => Object.fromEntries(copy!.variables.entries()),
    close: () => copy!.dispose(),
  })
}
