import type { Batch, Dataset, SignalName, Student, TeacherOutput } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'
import { keyedRandom } from '../random/keyed-random'
import { guarded } from './component-failure'
import { keepMemory, type ComponentMemory } from './component-memory'
import type { ResolvedTerm } from './resolve-terms'

/** What the trainer keeps for one term. */
export interface TermMemory {
  readonly loss: ComponentMemory
  readonly temperature: ComponentMemory | undefined
}

/** What losses may learn of the data before step 1. */
export interface KnownExamples {
  /** Every id is below it. */
  readonly count: number
  /** By id. */
  readonly labels?: NonNullable<Dataset['labels']>
}

interface Given {
  readonly terms: readonly ResolvedTerm[]
  readonly student: Student
  /** The first batch: it tells which signals the run has, and their shapes. */
  readonly batch: Batch
  readonly taught: TeacherOutput
  readonly examples: KnownExamples
  readonly seed: number
}

/** Lets every loss and temperature make its memory. Draws come from a step of their own, before step 0. */
export async function initialiseTerms(given: Given): Promise<readonly TermMemory[]> {
  const memories: TermMemory[] = []
  for (const term of given.terms) {
    memories.push({
      loss: keepMemory(term.name, await initialiseLoss(term, given)),
      temperature:
        term.temperature && keepMemory(`${term.name}/temperature`, await initialiseTemperature(term, given)),
    })
  }
  return memories
}

async function initialiseLoss(term: ResolvedTerm, { student, batch, taught, examples, seed }: Given) {
  const { loss, name, taps } = term
  const classes = student.logitsShape.at(-1) ?? 0
  const features = taps.map(([ofStudent, ofTeacher]) => ({
    student: student.taps[ofStudent] ?? [],
    teacher: exampleShape(taught.features?.[ofTeacher]) ?? [],
  }))
  const teacherLogits = exampleShape(taught.logits)
  const present = presentSignals(batch, taught)
  const declared: readonly SignalName[] = [...loss.needs, ...loss.uses]
  return guarded(name, 'make its memory', 'request', async () =>
    loss.init?.({
      shapes: { studentLogits: student.logitsShape, features, ...(teacherLogits && { teacherLogits }) },
      classes,
      examples,
      signals: declared.filter((signal) => present.has(signal)),
      random: keyedRandom(seed, -1, `${name}/`),
    }),
  ).then((memory) => memory ?? {})
}

async function initialiseTemperature({ name, temperature }: ResolvedTerm, { student, seed }: Given) {
  const classes = student.logitsShape.at(-1) ?? 0
  const random = keyedRandom(seed, -1, `${name}/temperature/`)
  return guarded(name, 'make the memory of its temperature', 'request', async () =>
    temperature?.init?.({ classes, random }),
  ).then((memory) => memory ?? {})
}

function presentSignals(batch: Batch, taught: TeacherOutput): ReadonlySet<SignalName> {
  const always: readonly SignalName[] = ['studentLogits', 'ids', 'mask']
  const sometimes = {
    teacherLogits: taught.logits,
    teacherTopK: taught.topK,
    teacherViews: taught.views,
    features: taught.features,
    studentViews: batch.views,
    labels: batch.labels,
    targets: batch.targets,
  } satisfies Partial<Record<SignalName, unknown>>
  const present = Object.entries(sometimes).filter(([, value]) => value !== undefined)
  return new Set([...always, ...present.map(([name]) => name as SignalName)])
}

function exampleShape(tensor: Tensor | undefined): number[] | undefined {
  return tensor?.shape.slice(1)
}
