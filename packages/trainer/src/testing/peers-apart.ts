import type { Batch, Student, Teacher, TeacherOutput } from '@potstill/spec'
import { dispose, tidy, type TensorContainer } from '@tensorflow/tfjs-core'
import type { Term } from '../objective'
import { keyedRandom } from '../random/keyed-random'
import { createStep } from '../step/create-step'
import type { StepResult } from '../step/step-options'
import type { Optimizer } from '@potstill/spec'
import { fixedTeacher } from './fixed-teacher'
import { at } from './step-bench'

/** A learner of a step that is taken apart: every term says whom it learns from. */
export interface Apart {
  readonly name: string
  readonly student: Student
  readonly objective: readonly Term[]
}

/**
 * What learners that learn together do, said without peers: before each step every student is run once, and what it says
 * is kept. Then each takes a step alone, term by term with a teacher that says what was kept.
 */
export async function stepsApart(
  learners: readonly Apart[],
  options: { readonly optimizer: Optimizer; readonly seed: number; readonly batches: readonly Batch[] },
): Promise<readonly Readonly<Record<string, StepResult>>[]> {
  const { optimizer, seed, batches } = options
  let said: Readonly<Record<string, TeacherOutput>> = {}
  const steps = await Promise.all(
    learners.map(async ({ name, student, objective }) => {
      const peers = [...new Set(objective.flatMap(({ teacher }) => teacher?.peer ?? []))]
      if (peers.length > 1) throw new Error('one teacher can say what one peer said')
      const [peer] = peers
      const plain = objective.map(({ teacher: _, ...term }) => term)
      const teacher = peer === undefined ? {} : { teacher: sayer(student, () => said[peer] ?? {}) }
      const learner = { name, student, objective: plain, ...teacher }
      return [name, await createStep({ learners: [learner], optimizer, seed, compile: 'never' })] as const
    }),
  )
  const results: Record<string, StepResult>[] = []
  for (const [index, batch] of batches.entries()) {
    said = Object.fromEntries(learners.map((learner) => [learner.name, say(learner, batch, seed, index)]))
    const taken: Record<string, StepResult> = {}
    for (const [name, step] of steps) taken[name] = await step.train(batch, at(index))
    results.push(taken)
    for (const { logits, features } of Object.values(said)) dispose([logits!, ...Object.values(features!)])
  }
  for (const [, step] of steps) await step.close()
  return results
}

/** A forward pass in training, with the draws of this step. */
function say({ name, student }: Apart, batch: Batch, seed: number, step: number): TeacherOutput {
  const random = keyedRandom(seed, step).child(name).child('student')
  const want = { taps: Object.keys(student.taps), training: true, random }
  return tidy(() => student.forward(batch.inputs, want) as unknown as TensorContainer) as TeacherOutput
}

function sayer({ logitsShape, taps }: Student, kept: () => TeacherOutput): Teacher {
  return fixedTeacher(2, {
    open: () => ({ gives: ['logits', 'features'], logitsShape, features: taps }),
    predict: () => {
      const { logits, features = {} } = kept()
      return {
        logits: logits!.clone(),
        features: Object.fromEntries(Object.entries(features).map(([tap, value]) => [tap, value.clone()])),
      }
    },
  })
}
