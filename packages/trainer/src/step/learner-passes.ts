import type { StudentOutput, TeacherOutput } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { StepContext } from './compute-terms'
import { detachTaught } from './detach'
import type { LearnerTerm, ResolvedLearner } from './resolve-learners'
import { studentTaps, teacherTaps } from './teacher-want'

/** What one learner made of a batch, and what there is to learn for it. */
export interface LearnerPass {
  readonly output: StudentOutput
  /** Logits of the further views. */
  readonly views: readonly Tensor[]
  /** By its own teacher. */
  readonly taught: TeacherOutput
  /** What it says itself, for those that learn from it; absent where nobody does. */
  readonly asPeer: TeacherOutput | undefined
}

/** Runs every learner on the batch, before any term is computed: peers hear of each other what this pass says. */
export function learnerPasses(context: StepContext): readonly LearnerPass[] {
  return context.learners.map((learner) => {
    const { student, teacher, index, learns } = learner
    const { terms, batch, taught: said } = context
    // One that learns nothing shall not change by itself either, as batch normalisation does.
    const training = context.training && learns
    const random = learner.name === undefined ? context.random : context.random.child(learner.name)
    const want = { taps: wantedTaps(learner, terms), training, random: random.child('student') }
    const output = student.forward(batch.inputs, want)
    const views = (batch.views ?? []).map(
      (view, number) =>
        student.forward(view, { taps: [], training, random: random.child(`view${number}`) }).logits,
    )
    const inStep = teacher?.inStep?.(output)
    const taught = said[index] ?? {}
    const followed = terms.some(({ peer }) => peer === learner)
    return {
      output,
      views,
      taught: inStep === undefined ? taught : { ...taught, ...detachTaught(inStep) },
      asPeer: followed ? detachTaught({ ...output, ...(batch.views && { views }) }) : undefined,
    }
  })
}

/** What a term learns from: its peer, or its learner's own teacher. */
export function taughtTo({ learner, peer }: LearnerTerm, passes: readonly LearnerPass[]): TeacherOutput {
  return (peer === undefined ? passes[learner.index]?.taught : passes[peer.index]?.asPeer) ?? {}
}

/** The taps that its own terms want of it, and those that others want of it: peers, and a teacher that reads its pass. */
function wantedTaps(learner: ResolvedLearner, terms: readonly LearnerTerm[]): readonly string[] {
  const own = terms.filter((term) => term.learner === learner)
  const fromPeers = terms.filter(({ peer }) => peer === learner)
  const fromItself = learner.teacher?.inStep ? own.filter(({ peer }) => peer === undefined) : []
  const read = teacherTaps([...fromPeers, ...fromItself]).filter((tap) => tap in learner.student.taps)
  return [...new Set([...studentTaps(own), ...read])]
}
