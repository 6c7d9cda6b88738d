import type { Batch, FeaturePair, Signals, StudentOutput, TeacherOutput } from '@potstill/spec'
import { cast, onesLike, type Tensor } from '@tensorflow/tfjs-core'
import type { ResolvedTerm } from './resolve-terms'

/** Gathers all signals that this batch has for a term; the term is handed the ones it declared. */
export function stepSignals(
  term: ResolvedTerm,
  batch: Batch,
  student: StudentOutput,
  studentViews: readonly Tensor[],
  taught: TeacherOutput,
): Partial<Signals> {
  const features = featurePairs(term, student, taught)
  return {
    studentLogits: student.logits,
    ids: batch.ids,
    ...(taught.logits && { teacherLogits: taught.logits }),
    ...(taught.topK && { teacherTopK: taught.topK }),
    ...(batch.views && { studentViews }),
    ...(taught.views && { teacherViews: taught.views }),
    ...(features.length > 0 && { features }),
    ...(batch.labels && { labels: batch.labels }),
    ...(batch.targets && { targets: batch.targets }),
    ...(wantsMask(term) && { mask: batch.mask ?? cast(onesLike(batch.labels ?? batch.ids), 'float32') }),
  }
}

function wantsMask({ loss }: ResolvedTerm): boolean {
  return [...loss.needs, ...loss.uses].includes('mask')
}

function featurePairs(
  { taps }: ResolvedTerm,
  student: StudentOutput,
  taught: TeacherOutput,
): readonly FeaturePair[] {
  return taps.flatMap(([ofStudent, ofTeacher]) => {
    const pair = { student: student.features[ofStudent], teacher: taught.features?.[ofTeacher] }
    return pair.student && pair.teacher ? [{ student: pair.student, teacher: pair.teacher }] : []
  })
}
