import type { Batch, Dataset, SignalName, TeacherAbility, TeacherOutput } from '@potstill/spec'
import { keyedRandom } from '../random/keyed-random'
import { guarded } from './component-failure'
import { keepMemory, type ComponentMemory } from './component-memory'
import { knownOfTeacher, type KnownOfTeacher } from './known-of-teacher'
import type { LearnerTerm } from './resolve-learners'
import { startMemory } from './start-memory'

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
  readonly terms: readonly LearnerTerm[]
  readonly abilityOf: (term: LearnerTerm) => TeacherAbility | undefined
  /** The first batch: it tells which signals the run has, and their shapes. */
  readonly batch: Batch
  /** By each learner's own teacher. */
  readonly taught: readonly TeacherOutput[]
  readonly examples: KnownExamples
  readonly seed: number
}

/** Lets every loss and temperature make its memory. Draws come from a step of their own, before step 0. */
export async function initialiseTerms(given: Given): Promise<readonly TermMemory[]> {
  const memories: TermMemory[] = []
  for (const term of given.terms) {
    const initial = await initialiseLoss(term, given)
    memories.push({
      loss: keepMemory(term.name, term.start ? startMemory(term.name, initial, term.start) : initial),
      temperature:
        term.temperature && keepMemory(`${term.name}/temperature`, await initialiseTemperature(term, given)),
    })
  }
  return memories
}

async function initialiseLoss(term: LearnerTerm, { abilityOf, batch, taught, examples, seed }: Given) {
  const { loss, name, taps, learner } = term
  const { student } = learner
  const classes = student.logitsShape.at(-1) ?? 0
  const teacher = knownOfTeacher(term, taught[learner.index] ?? {}, abilityOf(term), batch)
  const features = taps.map(([ofStudent, ofTeacher]) => ({
    student: student.taps[ofStudent] ?? [],
    teacher: teacher.features[ofTeacher] ?? [],
  }))
  const present = presentSignals(batch, teacher)
  const declared: readonly SignalName[] = [...loss.needs, ...loss.uses]
  return guarded(name, 'make its memory', 'request', async () =>
    loss.init?.({
      shapes: {
        studentLogits: student.logitsShape,
        features,
        ...(teacher.logits && { teacherLogits: teacher.logits }),
      },
      classes,
      examples,
      signals: declared.filter((signal) => present.has(signal)),
      random: keyedRandom(seed, -1, `${name}/`),
    }),
  ).then((memory) => memory ?? {})
}

async function initialiseTemperature({ name, temperature, learner }: LearnerTerm, { seed }: Given) {
  const classes = learner.student.logitsShape.at(-1) ?? 0
  const random = keyedRandom(seed, -1, `${name}/temperature/`)
  return guarded(name, 'make the memory of its temperature', 'request', async () =>
    temperature?.init?.({ classes, random }),
  ).then((memory) => memory ?? {})
}

function presentSignals(batch: Batch, teacher: KnownOfTeacher): ReadonlySet<SignalName> {
  const always: readonly SignalName[] = ['studentLogits', 'ids', 'mask']
  const sometimes = {
    studentViews: batch.views,
    labels: batch.labels,
    targets: batch.targets,
  } satisfies Partial<Record<SignalName, unknown>>
  const present = Object.entries(sometimes).filter(([, value]) => value !== undefined)
  return new Set([...always, ...teacher.signals, ...present.map(([name]) => name as SignalName)])
}
