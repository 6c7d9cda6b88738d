import type { Batch, Shape, SignalName, TeacherAbility, TeacherOutput } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { LearnerTerm } from './resolve-learners'

/** What is known before step 1 of what a term's teacher or peer will say. Shapes are of one example. */
export interface KnownOfTeacher {
  readonly logits?: Shape
  readonly features: Readonly<Record<string, Shape>>
  /** The signals of a term that it will be the source of. */
  readonly signals: readonly SignalName[]
}

/** Of a teacher that has answered, by its answer; of one that answers inside the step, by what it says of itself. */
export function knownOfTeacher(
  { learner: { teacher }, peer, taps }: LearnerTerm,
  taught: TeacherOutput,
  ability: TeacherAbility | undefined,
  batch: Batch,
): KnownOfTeacher {
  const said = peer === undefined ? known(taught) : nothing
  if (ability === undefined || (peer === undefined && teacher?.inStep === undefined)) return said
  const { gives, logitsShape, features } = ability
  const signals = new Set(said.signals)
  if (gives.includes('logits')) signals.add('teacherLogits')
  if (gives.includes('features') && taps.length > 0) signals.add('features')
  if (peer !== undefined && batch.views !== undefined) signals.add('teacherViews')
  return {
    ...(logitsShape && { logits: logitsShape }),
    ...said,
    features: { ...features, ...said.features },
    signals: [...signals],
  }
}

const nothing: KnownOfTeacher = { features: {}, signals: [] }

function known({ logits, topK, views, features }: TeacherOutput): KnownOfTeacher {
  const entries = Object.entries(features ?? {})
  return {
    ...(logits && { logits: exampleShape(logits) }),
    features: Object.fromEntries(entries.map(([tap, tensor]) => [tap, exampleShape(tensor)])),
    signals: [
      ...(logits ? (['teacherLogits'] as const) : []),
      ...(topK ? (['teacherTopK'] as const) : []),
      ...(views ? (['teacherViews'] as const) : []),
      ...(features ? (['features'] as const) : []),
    ],
  }
}

function exampleShape(tensor: Tensor): Shape {
  return tensor.shape.slice(1)
}
