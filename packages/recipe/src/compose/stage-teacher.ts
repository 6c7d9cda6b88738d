import { tidy } from '@tensorflow/tfjs-core'
import type { Student, Teacher, TeacherOutput } from '@potstill/spec'

/** Makes a teacher of a student that another stage trains. The student is borrowed: closing the teacher leaves it alone. */
export function stageTeacher(student: Student): Teacher {
  return {
    kind: 'teacher',
    name: student.name,
    specVersion: 1,
    open: () => ({
      gives: ['logits', 'features'],
      logitsShape: student.logitsShape,
      features: student.taps,
      parameters: student.variables.reduce((sum, { size }) => sum + size, 0),
    }),
    predict: (batch, want) => {
      const inputs = batch.teacherInputs ?? batch.inputs
      const answer = tidy(() => {
        const { logits, features } = student.forward(inputs, { taps: want.taps, training: false })
        const views = want.views ? (batch.views ?? []) : []
        return {
          logits,
          features: { ...features },
          views: views.map((view) => student.forward(view, { taps: [], training: false }).logits),
        }
      })
      if (want.logits) return answer satisfies TeacherOutput
      const { logits, ...wanted } = answer
      logits.dispose()
      return wanted
    },
    fingerprint: () => fingerprint(student),
    close: () => {},
  }
}

/** SHA-256 of all weights, hexadecimal. */
async function fingerprint({ variables, state }: Student): Promise<string> {
  const digests = await Promise.all(
    [...variables, ...state].map(async (each) => {
      const values = Float32Array.from(await each.data())
      return new Uint8Array(await crypto.subtle.digest('SHA-256', values))
    }),
  )
  const all = Uint8Array.from(digests.flatMap((digest) => [...digest]))
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', all))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
