import { renderReport, type ReportStage } from '@potstill/evaluation'
import type { Callback, Storage } from '@potstill/spec'
import { stringify } from 'yaml'
import type { Recipe } from '../grammar/recipe'
import { resolvedRecipe } from '../grammar/resolved-recipe'
import type { Comparison } from './compare-networks'
import { environmentChanges } from './environment-changes'
import { readEnvironment, writeEnvironment } from './environment-file'
import { flatEnvironment } from './flat-environment'
import { metricsLog } from './metrics-log'
import { resultsCsv } from './results-csv'
import { newRunFile, readRunFile, writeRunFile, type RunFile } from './run-file'
import { claimRunFolder } from './run-folder'
import { checkEndedStages, checkSameStages, followProgress, hasCheckpoint } from './run-progress'

export interface RunRecordOptions {
  readonly storage: Storage
  /** The folder that the run's folder is made in. */
  readonly runs: string
  /** The folder of a run to go on with, instead of a new one. */
  readonly resume?: string | undefined
  readonly origin?: string | undefined
  readonly environment: Readonly<Record<string, unknown>>
  readonly onMessage?: ((text: string) => void) | undefined
}

/** The folder of a run, and what is written into it while it runs. */
export interface RunRecord {
  readonly folder: string
  /** Whether the run had begun before. */
  readonly goesOn: boolean
  /** Path of `report.html`. */
  readonly report: string
  /** Where a stage's checkpoints go. */
  checkpoints(stage: string): string
  /** Where the callbacks of a stage write. */
  logs(stage: string): string
  /** Where the last stage's student goes. */
  readonly student: string
  /** Says that a stage starts or goes on. What it tells then goes into `metrics.jsonl`. */
  begin(stage: string): Promise<{ readonly ended: boolean; readonly log: Callback }>
  /** Says that a stage needs no further step. */
  end(stage: string): Promise<void>
  /** Keeps how a stage went, for the report. */
  add(stage: ReportStage): void
  /** Writes `report.html` and `results.csv` of what is known so far. */
  write(comparison: Comparison, classNames?: readonly string[]): Promise<void>
  /** Gives the folder back, which nobody else may work in until then. */
  close(): Promise<void>
}

/** Makes the folder, with the recipe and the environment in it; or takes the one of a run that goes on. */
export async function openRecord(recipe: Recipe, options: RunRecordOptions): Promise<RunRecord> {
  const { storage, runs, resume } = options
  const folder = resume ?? (await claimRunFolder(storage, runs, recipe.name))
  const release = await storage.lock?.(folder)
  const close = async () => void (await release?.())
  try {
    const file = await (resume === undefined ? begun : resumed)(recipe, folder, options)
    return { ...recordIn(recipe, folder, file, options), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function begun(recipe: Recipe, folder: string, options: RunRecordOptions): Promise<RunFile> {
  const { storage, environment, origin } = options
  await save(storage, `${folder}/recipe.resolved.yaml`, stringify(resolvedRecipe(recipe)))
  await writeEnvironment(storage, folder, environment)
  const file = newRunFile(origin)
  await writeRunFile(storage, folder, file)
  return file
}

async function resumed(recipe: Recipe, folder: string, options: RunRecordOptions): Promise<RunFile> {
  const { storage, environment, onMessage } = options
  const before = await readRunFile(storage, folder)
  const names = recipe.stages.map(({ name }) => name)
  checkSameStages(folder, before, names)
  await checkEndedStages(storage, before, (stage) => checkpointsOf(recipe, folder, stage))
  const changed = environmentChanges(await readEnvironment(storage, folder), environment)
  if (changed.length > 0) {
    onMessage?.(
      `Not all is as it was when this run began: ${changed.join('; ')}. It goes on, but may no longer be bit for bit what it would have been.`,
    )
  }
  const at = new Date().toISOString()
  const file = { ...before, resumed: [...before.resumed, { at, changed }] }
  await writeRunFile(storage, folder, file)
  return file
}

function recordIn(
  recipe: Recipe,
  folder: string,
  file: RunFile,
  { storage, resume, environment }: RunRecordOptions,
): Omit<RunRecord, 'close'> {
  const metrics = `${folder}/metrics.jsonl`
  const progress = followProgress(storage, folder, metrics, file)
  const stages: ReportStage[] = []
  const resumedAt = file.resumed.map(({ at, changed }) => [at, ...changed].join('; ')).join(' | ')

  return {
    folder,
    goesOn: resume !== undefined,
    report: `${folder}/report.html`,
    student: `${folder}/student`,
    checkpoints: (stage) => checkpointsOf(recipe, folder, stage),
    logs: (stage) => `${folderOf(recipe, folder, stage)}/logs`,

    async begin(stage) {
      const { ended = false, metricsBytes: from } = await progress.begin(stage)
      const goesOn = await hasCheckpoint(storage, checkpointsOf(recipe, folder, stage))
      // It starts anew: what callbacks wrote before is of an attempt that left nothing to go on with.
      if (!goesOn) await storage.remove(`${folderOf(recipe, folder, stage)}/logs`)
      return { ended, log: metricsLog({ storage, path: metrics, stage, from }) }
    },
    end: (stage) => progress.end(stage),
    add: (stage) => void stages.push(stage),

    async write({ rows, confusion }, classNames) {
      await save(storage, `${folder}/results.csv`, resultsCsv(rows))
      const report = renderReport({
        title: recipe.name,
        created: file.created,
        rows,
        stages,
        environment: flatEnvironment({ ...environment, ...(resumedAt && { resumed: resumedAt }) }),
        recipe: stringify(resolvedRecipe(recipe)),
        ...(confusion && { confusion: { counts: confusion, ...(classNames && { classNames }) } }),
      })
      await save(storage, `${folder}/report.html`, report)
    },
  }
}

function checkpointsOf(recipe: Recipe, folder: string, stage: string): string {
  return `${folderOf(recipe, folder, stage)}/checkpoints`
}

function folderOf({ stages }: Recipe, folder: string, stage: string): string {
  return stages.length === 1 ? folder : `${folder}/stages/${stage}`
}

async function save(storage: Storage, path: string, text: string): Promise<void> {
  await storage.write(path, new TextEncoder().encode(text))
}
