import { defineTeacher, type Teacher } from '@potstill/spec'
import * as z from 'zod'
import { followingCopy, type FollowingCopy } from './following-copy'
import { demandStudent, notOpen } from './not-open'
import { teacherFromStudent } from './teacher-from-student'

/**
 * A mean teacher: a copy of the student that follows it after each step, θ' ← d θ' + (1 − d) θ, and answers in inference.
 * What training changes by itself, such as batch norm's moving statistics, is averaged as the weights are, since it
 * belongs to them; whole numbers are copied.
 *
 * With `warmUp` (the default) d is min(decay, n / (n + 1)) at the n-th step: the mean of all weights so far, the initial
 * ones among them, until the exponential mean is the wider one. `memory()` names the weights of the copy and the count n,
 * for checkpoints. `open` throws a PotstillError where it is given no student, `close` disposes the copy.
 */
export const emaStudent = defineTeacher({
  name: 'emaStudent',
  summary: 'A mean teacher: a copy of the student that averages its weights over the steps.',
  source: 'Tarvainen & Valpola 2017, arXiv:1703.01780',
  options: z.strictObject({
    decay: z.number().min(0).lt(1).default(0.999).describe('d of θ′ ← d θ′ + (1 − d) θ, after each step.'),
    warmUp: z
      .boolean()
      .default(true)
      .describe('d is at most n / (n + 1) at the n-th step, so that the first weights are soon forgotten.'),
  }),
  create: (settings) => {
    let open: { readonly copy: FollowingCopy; readonly teacher: Teacher } | undefined
    const opened = () => {
      if (open === undefined) throw notOpen('emaStudent')
      return open
    }
    return {
      open(given) {
        if (open === undefined) {
          const copy = followingCopy(demandStudent('emaStudent', given.student), settings)
          open = { copy, teacher: { ...teacherFromStudent(copy.network), name: 'emaStudent' } }
        }
        return open.teacher.open(given)
      },
      async predict(batch, want) {
        const { copy, teacher } = opened()
        await copy.start()
        return teacher.predict(batch, want)
      },
      afterStep: (student) => opened().copy.follow(student),
      memory: () => opened().copy.memory(),
      fingerprint: async () => {
        const { copy, teacher } = opened()
        await copy.start()
        return teacher.fingerprint()
      },
      close() {
        open?.copy.dispose()
        open = undefined
      },
    }
  },
})
