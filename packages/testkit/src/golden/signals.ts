import type { Signals } from '@potstill/spec'
import { cast, type Tensor } from '@tensorflow/tfjs-core'
import type { GoldenAnswer, GoldenSignals, GoldenTensor } from './golden-case'
import { asGolden, floats, integers } from './tensors'

/** What comes from the student, in one list. */
export function studentTensors({ studentLogits, features = [], studentViews = [] }: GoldenSignals): Tensor[] {
  return [
    ...(studentLogits ? [floats(studentLogits)] : []),
    ...features.map(({ student }) => floats(student)),
    ...studentViews.map(floats),
  ]
}

/** The signals of a case, with what comes from the student taken from a list as `studentTensors` gives one. */
export function signalsWith(given: GoldenSignals, student: readonly Tensor[]): Partial<Signals> {
  const { teacherLogits, teacherViews, teacherTopK, targets, labels, ids, mask } = given
  const rest = [...student]
  const { studentLogits, features, studentViews } = given
  return {
    ...(studentLogits && { studentLogits: rest.shift()! }),
    ...(features && {
      features: features.map(({ teacher }) => ({ student: rest.shift()!, teacher: floats(teacher) })),
    }),
    ...(studentViews && { studentViews: studentViews.map(() => rest.shift()!) }),
    ...(teacherLogits && { teacherLogits: floats(teacherLogits) }),
    ...(teacherViews && { teacherViews: teacherViews.map(floats) }),
    ...(teacherTopK && {
      teacherTopK: {
        indices: integers(teacherTopK.indices),
        logProbs: floats(teacherTopK.logProbs),
        tail: floats(teacherTopK.tail),
      },
    }),
    ...(targets && { targets: floats(targets) }),
    ...(labels && { labels: integers(labels) }),
    ...(ids && { ids: integers(ids) }),
    ...(mask && { mask: cast(integers(mask), 'float32') }),
  }
}

/** Gradients, named as the signals are. */
export function gradientsBySignal(
  { studentLogits, features, studentViews }: GoldenSignals,
  gradients: readonly Tensor[],
): GoldenAnswer['gradients'] {
  const rest: GoldenTensor[] = gradients.map(asGolden)
  return {
    ...(studentLogits && { studentLogits: rest.shift()! }),
    ...(features && { features: features.map(() => rest.shift()!) }),
    ...(studentViews && { studentViews: studentViews.map(() => rest.shift()!) }),
  }
}
