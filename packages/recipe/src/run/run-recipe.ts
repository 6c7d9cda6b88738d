import { composeRecipe } from '../compose/compose-recipe'
import type { Plan, PlannedStage } from '../compose/plan'
import type { Recipe } from '../grammar/recipe'
import { compareNetworks, type Comparison } from './compare-networks'
import { sizeOf } from './contestants'
import { rolesOf } from './roles'
import type { RecipeResult, RunOptions, StageResult } from './run-options'
import { openRecord, type RunRecord } from './run-record'
import { trainStage } from './train-stage'

/**
 * Runs a recipe: trains its stages one after the other, saves the last one's student, compares all networks and writes
 * the run's folder. A plan that is given stays open, so that its students can be used; one that is made here is closed.
 *
 * With `resume` it goes on with a run that was interrupted: stages that had ended are brought back, the one that was underway goes on
 * from its newest whole checkpoint, and the rest follows. While a run is at work, its folder is locked.
 *
 * Throws a PotstillError of category `request` before training starts, where the recipe cannot be run, or where another
 * process works in the folder (`storage/locked`); and whatever training throws, after what exists has been saved.
 *
 * @example
 * import { memoryStorage } from '@potstill/formats'
 * import standard from '@potstill/standard'
 *
 * const text = `
 *   name: xor
 *   data: { arrays: { inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [0, 1, 1, 0] } }
 *   student: { mlp: { hidden: [8] } }
 *   objective: [crossEntropy]
 *   optimizer: { adam: { learningRate: 0.1 } }
 *   training: { epochs: 40, batchSize: 4, seed: 1 }
 * `
 * const recipe = parseRecipe(text, { file: 'recipe.yaml', registry: createRegistry([standard]) })
 * const storage = memoryStorage()
 * const { run, student } = await runRecipe(recipe, { storage })
 * run // => './runs/xor-1'
 * student.parameters // => 42
 * await storage.list('runs/xor-1/student') // => ['model.json', 'weights.bin']
 */
export async function runRecipe(given: Recipe | Plan, options: RunOptions): Promise<RecipeResult> {
  if (isPlan(given)) return runPlan(given, options)
  const plan = await composeRecipe(given, options)
  try {
    return await runPlan(plan, options)
  } finally {
    await plan.close()
  }
}

async function runPlan(plan: Plan, options: RunOptions): Promise<RecipeResult> {
  const { storage, runs = './runs', environment = {}, resume, origin, onMessage } = options
  const record = await openRecord(plan.recipe, { storage, runs, resume, origin, environment, onMessage })
  onMessage?.(resume === undefined ? `Writing to ${record.folder}.` : `Going on in ${record.folder}.`)
  try {
    return await runStages(plan, record, options)
  } catch (error) {
    await record.write({ rows: [] }).catch(() => undefined)
    throw error
  } finally {
    await record.close()
  }
}

async function runStages(plan: Plan, record: RunRecord, options: RunOptions): Promise<RecipeResult> {
  const { storage, signal, onStage } = options
  const { recipe, stages } = plan
  const roles = rolesOf(recipe.stages)
  const count = stages.length
  const last = stages.at(-1)!
  const results: StageResult[] = []
  const started = performance.now()
  /** Of this process alone, while what a stage tells is of all that worked on it. */
  let training = 0

  for (const [index, stage] of stages.entries()) {
    const role = roles[index]!
    onStage?.({ type: 'start', name: stage.name, role, index, count })
    const stageStarted = performance.now()
    const result = await trainStage(stage, role, record, options)
    training += performance.now() - stageStarted
    results.push(result)
    onStage?.({ type: 'end', ...result, index, count })
    if (signal?.aborted) break
  }
  if (results.length === count) await last.student.save(storage, record.student)
  const comparison = await unlessAborted(signal, () => compareNetworks(stages, roles, options))
  await record.write(comparison, last.data.spec.classNames)
  return {
    run: record.folder,
    reason: signal?.aborted ? 'stopped' : 'finished',
    rows: comparison.rows,
    ...(comparison.split && { split: comparison.split }),
    ...spokesmen(comparison, last),
    report: record.report,
    seconds:
      (performance.now() - started - training) / 1000 +
      results.reduce((sum, { seconds }) => sum + seconds, 0),
    stages: results,
  }
}

/** The rows that speak for their roles. */
function spokesmen({ rows }: Comparison, { name, student: network }: PlannedStage) {
  const teacher = rows.find(({ role }) => role === 'teacher')
  const baseline = rows.findLast(({ role }) => role === 'baseline')
  const student = rows.findLast(({ role }) => role === 'student')
  return {
    student: student ?? { name, role: 'student' as const, ...sizeOf(network) },
    ...(teacher && { teacher }),
    ...(baseline && { baseline }),
    ...(student?.agreement !== undefined && { agreement: student.agreement }),
  }
}

/** The comparison, or none of it where the run is to end now. */
async function unlessAborted(
  signal: AbortSignal | undefined,
  run: () => Promise<Comparison>,
): Promise<Comparison> {
  if (signal?.aborted) return { rows: [] }
  try {
    return await run()
  } catch (error) {
    if (signal?.aborted) return { rows: [] }
    throw error
  }
}

function isPlan(given: Recipe | Plan): given is Plan {
  return 'close' in given
}
