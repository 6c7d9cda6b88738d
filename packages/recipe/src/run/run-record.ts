import { renderReport, type EpochRecord, type ReportStage, type Role } from '@potstill/evaluation'
import type { Callback, Storage } from '@potstill/spec'
import { stringify } from 'yaml'
import type { Recipe } from '../grammar/recipe'
import { resolvedRecipe } from '../grammar/resolved-recipe'
import type { Comparison } from './compare-networks'
import { flatEnvironment } from './flat-environment'
import { epochRecord, metricsLog } from './metrics-log'
import { resultsCsv } from './results-csv'
import { claimRunFolder } from './run-folder'

export interface RunRecordOptions {
  readonly storage: Storage
  /** The folder that the run's folder is made in. */
  readonly runs: string
  readonly environment: Readonly<Record<string, unknown>>
}

/** The folder of a run, and what is written into it while it runs. */
export interface RunRecord {
  readonly folder: string
  /** Path of `report.html`. */
  readonly report: string
  /** Where a stage's checkpoints go. */
  checkpoints(stage: string): string
  /** Where the callbacks of a stage write. */
  logs(stage: string): string
  /** Where the last stage's student goes. */
  readonly student: string
  /** Writes a stage's epochs down; they are in the report too. */
  watch(stage: string, role: Role): { readonly callback: Callback; ended(reason: string): void }
  /** Writes `report.html` and `results.csv` of what is known so far. */
  write(comparison: Comparison, classNames?: readonly string[]): Promise<void>
}

/** Makes the folder, with the recipe and the environment in it. */
export async function startRecord(
  recipe: Recipe,
  { storage, runs, environment }: RunRecordOptions,
): Promise<RunRecord> {
  const folder = await claimRunFolder(storage, runs, recipe.name)
  const save = (name: string, text: string) =>
    storage.write(`${folder}/${name}`, new TextEncoder().encode(text))
  const resolved = stringify(resolvedRecipe(recipe))
  const created = new Date().toISOString()
  const folderOf = (stage: string) => (recipe.stages.length === 1 ? folder : `${folder}/stages/${stage}`)
  const stages: ReportStage[] = []

  await save('recipe.resolved.yaml', resolved)
  await save('environment.json', `${JSON.stringify(environment, null, 2)}\n`)

  return {
    folder,
    report: `${folder}/report.html`,
    student: `${folder}/student`,
    checkpoints: (stage) => `${folderOf(stage)}/checkpoints`,
    logs: (stage) => `${folderOf(stage)}/logs`,

    watch(stage, role) {
      const epochs: EpochRecord[] = []
      const log = metricsLog(storage, `${folder}/metrics.jsonl`, stage)
      const callback: Callback = {
        ...log,
        epochEnd: async (event) => {
          epochs.push(epochRecord(event))
          await log.epochEnd?.(event)
        },
      }
      return { callback, ended: (reason) => void stages.push({ name: stage, role, epochs, reason }) }
    },

    async write({ rows, confusion }, classNames) {
      await save('results.csv', resultsCsv(rows))
      const report = renderReport({
        title: recipe.name,
        created,
        rows,
        stages,
        environment: flatEnvironment(environment),
        recipe: resolved,
        ...(confusion && { confusion: { counts: confusion, ...(classNames && { classNames }) } }),
      })
      await save('report.html', report)
    },
  }
}
