import type { InputShape, SignalName, TeacherGift } from '@potstill/spec'
import { composeRecipe, type ComposeOptions } from '../compose/compose-recipe'
import { termNames, type Plan, type PlannedStage } from '../compose/plan'
import { sizeOf } from '../run/contestants'
import type { Recipe } from '../grammar/recipe'

/** What a recipe comes to, found without training. Plain data. */
export interface RecipeCheck {
  readonly name: string
  readonly stages: readonly StageCheck[]
}

export interface StageCheck {
  readonly name: string
  readonly data: {
    readonly name: string
    readonly inputShape: InputShape
    readonly classes?: number
    /** Examples by split; null where the data do not know. */
    readonly splits: Readonly<Record<string, number | null>>
  }
  readonly student: { readonly name: string; readonly parameters: number; readonly bytes: number }
  readonly teacher?: {
    readonly name: string
    /** The stage that trains it, if one does. */
    readonly stage?: string
    readonly gives: readonly TeacherGift[]
    readonly parameters?: number
  }
  readonly terms: readonly TermCheck[]
  readonly optimizer: string
  readonly epochs: number
  readonly batchSize: number
  /** Absent where the data do not know their size. */
  readonly stepsPerEpoch?: number
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
  const { name, recipe, data, student, teacher } = stage
  const { epochs, batchSize } = recipe.training
  const { train, validation, test } = data
  const splits = Object.entries({ train, validation, test }).flatMap(([split, dataset]) =>
    dataset ? [[split, dataset.size ?? null] as const] : [],
  )
  const { inputShape, classes } = data.spec
  const names = termNames(recipe.objective)
  return {
    name,
    data: {
      name: recipe.data.name,
      inputShape,
      ...(classes !== undefined && { classes }),
      splits: Object.fromEntries(splits),
    },
    student: { name: recipe.student.name, ...sizeOf(student) },
    ...(teacher && { teacher: describeTeacher(teacher) }),
    terms: recipe.objective.map(({ loss }, index) => ({
      name: names[index]!,
      loss: loss.name,
      needs: loss.component.needs.map((signal) => ({ signal, from: sourceOf(signal, stage) })),
      uses: loss.component.uses.map((signal) => ({ signal, from: sourceOf(signal, stage) })),
    })),
    optimizer: recipe.optimizer.name,
    epochs,
    batchSize,
    ...(train.size !== undefined && { stepsPerEpoch: Math.ceil(train.size / batchSize) }),
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

function sourceOf(signal: SignalName, { recipe, teacher }: PlannedStage): string {
  const owner = teacher?.stage === undefined ? (teacher?.name ?? 'nobody') : `stage ${teacher.stage}`
  const sources: Readonly<Record<SignalName, string>> = {
    studentLogits: recipe.student.name,
    studentViews: recipe.student.name,
    teacherLogits: owner,
    teacherTopK: owner,
    teacherViews: owner,
    features: `${recipe.student.name} and ${owner}`,
    labels: recipe.data.name,
    targets: recipe.data.name,
    ids: recipe.data.name,
    mask: recipe.data.name,
  }
  return sources[signal]
}
