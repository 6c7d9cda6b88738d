import { defineTeacher, type Student } from '@potstill/spec'
import * as z from 'zod'
import { demandStudent, notOpen } from './not-open'
import { teacherFromStudent } from './teacher-from-student'

/**
 * The student itself, in the same forward pass: its taps are the student's, and what it says is held fixed, so that no
 * gradient goes into it. With taps `[['shallow', 'deep']]` the shallower layer learns from the deeper one.
 *
 * It answers inside a training step alone: asked outside of one it says nothing. `open` throws a PotstillError where it
 * is given no student. The fingerprint is that of the student's present weights.
 */
export const self = defineTeacher({
  name: 'self',
  summary: 'The student itself, in the same pass: deeper layers teach shallower ones.',
  source: 'Zhang et al. 2019, arXiv:1905.08094',
  options: z.strictObject({}),
  create: () => {
    let own: Student | undefined
    return {
      open({ student }) {
        own = demandStudent('self', student)
        const { logitsShape, inputShape, taps } = own
        const gives = Object.keys(taps).length > 0 ? (['logits', 'features'] as const) : (['logits'] as const)
        return { gives, logitsShape, inputShape, features: taps }
      },
      predict: () => ({}),
      inStep: ({ logits, features }) => ({ logits, features }),
      fingerprint: async () => {
        if (own === undefined) throw notOpen('self')
        return teacherFromStudent(own).fingerprint()
      },
      close() {
        own = undefined
      },
    }
  },
})
