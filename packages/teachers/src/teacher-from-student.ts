import { checkTaps } from '@potstill/layers-model'
import type { Student, Teacher } from '@potstill/spec'
import { answer } from './answers'
import { fingerprintOf } from './fingerprint'

/**
 * Makes a teacher of a student: what one stage trained teaches the next. It answers with the student's present weights,
 * in inference. The student is borrowed: `close` does not dispose it.
 */
export function teacherFromStudent(student: Student): Teacher {
  const { name, inputShape, logitsShape, taps, variables, state } = student
  const tapNames = Object.keys(taps)
  const description = { name, inputShape, logitsShape, taps }
  return {
    kind: 'teacher',
    name,
    specVersion: 1,
    open: () => ({
      gives: tapNames.length > 0 ? ['logits', 'features'] : ['logits'],
      logitsShape,
      inputShape,
      features: taps,
      parameters: [...variables, ...state].reduce((total, { size }) => total + size, 0),
    }),
    predict: (batch, want) =>
      answer(batch, want, (inputs, { taps: wanted }) => {
        checkTaps(wanted, tapNames, { area: 'teachers', component: name })
        return student.forward(inputs, { taps: wanted, training: false })
      }),
    fingerprint: () =>
      fingerprintOf(
        description,
        [...variables, ...state].map((variable, index) => [String(index), variable]),
      ),
    close: () => undefined,
  }
}
