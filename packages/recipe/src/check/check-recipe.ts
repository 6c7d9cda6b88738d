import type { InputShape, SignalName, TeacherGift } from '@potstill/spec'
import { composeRecipe, type ComposeOptions } from '../compose/compose-recipe'
import { termNames, type Plan, type PlannedLearner, type PlannedStage } from '../compose/plan'
import type { RecipeAugment } from '../grammar/augment'
import { isPeerReference } from '../grammar/peer'
import { sizeOf } from '../run/contestants'
import type { Recipe, RecipeStage } from '../grammar/recipe'
import type { RecipeTerm } from '../grammar/term'

/** What a recipe comes to, found without training. Plain data. */
export interface RecipeCheck {
  readonly name: string
  readonly stages: readonly StageCheck[]
}

/** Who learns what from whom. */
export interface LearningCheck {
  readonly student: {
    readonly name: string
    /** The stage whose student it goes on with, if it does. */
    readonly stage?: string
    readonly parameters: number
    readonly bytes: number
  }
  readonly teacher?: {
    readonly name: string
    /** The stage that trains it, if one does. */
    readonly stage?: string
    readonly gives: readonly TeacherGift[]
    readonly parameters?: number
  }
  readonly terms: readonly TermCheck[]
}

export interface LearnerCheck extends LearningCheck {
  readonly name: string
  /** The learner that it learns from, if it does. */
  readonly peer?: string
}

/** Of several that learn together, what stands here of student, teacher and terms is the first one's. */
export interface StageCheck extends LearningCheck {
  readonly name: string
  readonly data: {
    readonly name: string
    readonly inputShape: InputShape
    readonly classes?: number
    /** Examples by split; null where the data do not know. */
    readonly splits: Readonly<Record<string, number | null>>
  }
  readonly augment?: { readonly of: readonly string[]; readonly views?: number; readonly teacher?: string }
  readonly learners?: readonly LearnerCheck[]
  readonly strategies?: readonly string[]
  readonly optimizer: string
  readonly callbacks?: readonly string[]
  readonly epochs: number
  /** Examples of a batch; `accumulate` batches, where the rules say so, are a step. */
  readonly batchSize: number
  /** Absent where the data do not know their size. */
  readonly stepsPerEpoch?: number
  /** What else the recipe says of the training, as it would write it. */
  readonly rules?: Readonly<Record<string, unknown>>
}

export interface SignalSource {
  readonly signal: SignalName
  readonly from: string
}

export interface TermCheck {
  readonly name: string
  readonly loss: string
  /** What it cannot do without, and where that comes from. */
  readonly needs: readonly SignalSource[]
  /** What it takes where there is any. */
  readonly uses: readonly SignalSource[]
  /** The stage whose term has what the loss's own variables start from, if one does. */
  readonly start?: string
}

/**
 * Does everything up to training: opens the data, builds the students, opens the teachers, tries each stage on a batch.
 * Throws what `composeRecipe` throws.
 */
export async function checkRecipe(recipe: Recipe, options: ComposeOptions): Promise<RecipeCheck> {
  const plan = await composeRecipe(recipe, options)
  try {
    return describePlan(plan)
  } finally {
    await plan.close()
  }
}

/** Describes what is about to run. */
export function describePlan({ recipe, stages }: Plan): RecipeCheck {
  return { name: recipe.name, stages: stages.map(describeStage) }
}

function describeStage(stage: PlannedStage): StageCheck {
  const { name, recipe, data, student, teacher, learners } = stage
  const { augment, strategies, callbacks, training } = recipe
  const { epochs, batchSize, accumulate = 1 } = training
  const { train, validation, test } = data
  const splits = Object.entries({ train, validation, test }).flatMap(([split, dataset]) =>
    dataset ? [[split, dataset.size ?? null] as const] : [],
  )
  const { inputShape, classes } = data.spec
  const rules = rulesOf(recipe)
  return {
    name,
    data: {
      name: recipe.data.name,
      inputShape,
      ...(classes !== undefined && { classes }),
      splits: Object.fromEntries(splits),
    },
    ...(augment && { augment: describeAugment(augment) }),
    ...describeLearning({ recipe, student, ...(teacher && { teacher }) }, recipe.data.name),
    ...(learners && { learners: learners.map((learner) => describeLearner(learner, recipe.data.name)) }),
    ...(strategies && { strategies: strategies.map(named) }),
    optimizer: recipe.optimizer.name,
    ...(callbacks && { callbacks: callbacks.map(named) }),
    epochs,
    batchSize,
    ...(train.size !== undefined && {
      stepsPerEpoch: Math.ceil(Math.ceil(train.size / batchSize) / accumulate),
    }),
    ...(Object.keys(rules).length > 0 && { rules }),
  }
}

/** What is not told elsewhere, and is not as it always is. */
function rulesOf({ trainingOptions }: RecipeStage): Readonly<Record<string, unknown>> {
  const { epochs: _, batchSize: __, seed: ___, ...rules } = trainingOptions
  const usual = { shuffle: true, compile: 'auto' }
  const unusual = ([key, value]: readonly [string, unknown]) => usual[key as keyof typeof usual] !== value
  return Object.fromEntries(Object.entries(rules).filter(unusual))
}

function describeAugment({ of, views, teacher }: RecipeAugment) {
  return { of: of.map(named), ...(views !== undefined && { views }), ...(teacher && { teacher }) }
}

function describeLearner(learner: PlannedLearner, data: string): LearnerCheck {
  const { name, recipe } = learner
  const peer = isPeerReference(recipe.teacher) && { peer: recipe.teacher.peer }
  return { name, ...peer, ...describeLearning(learner, data) }
}

type Described = Pick<PlannedLearner, 'recipe' | 'student' | 'teacher'>

function describeLearning(learner: Described, data: string): LearningCheck {
  const { recipe, student, teacher } = learner
  const names = termNames(recipe.objective)
  return {
    student: {
      name: recipe.student.name,
      ...(recipe.start && { stage: recipe.start.stage }),
      ...sizeOf(student),
    },
    ...(teacher && { teacher: describeTeacher(teacher) }),
    terms: recipe.objective.map((term, index) => {
      const from = (signal: SignalName) => ({ signal, from: sourceOf(signal, term, learner, data) })
      const { needs, uses } = term.loss.component
      return {
        name: names[index]!,
        loss: term.loss.name,
        needs: needs.map(from),
        uses: uses.map(from),
        ...(term.start && { start: term.start.stage }),
      }
    }),
  }
}

function describeTeacher({ name, stage, ability }: NonNullable<PlannedStage['teacher']>) {
  const { gives, parameters } = ability
  return {
    name,
    ...(stage !== undefined && { stage }),
    gives,
    ...(parameters !== undefined && { parameters }),
  }
}

function sourceOf(
  signal: SignalName,
  { teacher: ofTerm }: RecipeTerm,
  { recipe, teacher }: Described,
  data: string,
): string {
  const student = recipe.student.name
  const stage = teacher?.stage === undefined ? (teacher?.name ?? 'nobody') : `stage ${teacher.stage}`
  const peer = ofTerm ?? (isPeerReference(recipe.teacher) ? recipe.teacher : undefined)
  const owner = peer === undefined ? stage : `learner ${peer.peer}`
  const sources: Readonly<Record<SignalName, string>> = {
    studentLogits: student,
    studentViews: student,
    teacherLogits: owner,
    teacherTopK: owner,
    teacherViews: owner,
    features: `${student} and ${owner}`,
    labels: data,
    targets: data,
    ids: data,
    mask: data,
  }
  return sources[signal]
}

function named({ name }: { readonly name: string }): string {
  return name
}
