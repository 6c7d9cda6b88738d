import { bytesOf } from '@potstill/formats'
import { PotstillError, type Storage } from '@potstill/spec'
import { writeRunFile, type RunFile, type StageProgress } from './run-file'

/** How far a run has come, kept in its folder. */
export interface RunProgress {
  /** Says that a stage starts, or goes on. */
  begin(stage: string): Promise<StageProgress>
  /** Says that a stage needs no further step. */
  end(stage: string): Promise<void>
}

/** Follows a run from what its file says. `metrics` is the path of the log that all stages share. */
export function followProgress(
  storage: Storage,
  folder: string,
  metrics: string,
  file: RunFile,
): RunProgress {
  let { stages } = file
  const keep = async (next: readonly StageProgress[]) => {
    stages = next
    await writeRunFile(storage, folder, { ...file, stages })
  }
  return {
    async begin(name) {
      const known = stages.find((stage) => stage.name === name)
      if (known !== undefined) return known
      const started = { name, metricsBytes: await bytesOf(storage, metrics) }
      await keep([...stages, started])
      return started
    },
    end: (name) => keep(stages.map((stage) => (stage.name === name ? { ...stage, ended: true } : stage))),
  }
}

export async function hasCheckpoint(storage: Storage, folder: string): Promise<boolean> {
  return (await storage.list(folder)).some((name) => /^step-\d+$/.test(name))
}

/** Throws a PotstillError where a stage has ended and nothing is left of it. */
export async function checkEndedStages(
  storage: Storage,
  { stages }: RunFile,
  checkpoints: (stage: string) => string,
): Promise<void> {
  for (const { name, ended } of stages) {
    if (ended !== true) continue
    const folder = checkpoints(name)
    if (!(await hasCheckpoint(storage, folder))) throw noCheckpoint(name, folder)
  }
}

/** Throws a PotstillError where a run had other stages, or in another order, than the recipe. */
export function checkSameStages(folder: string, { stages }: RunFile, recipe: readonly string[]): void {
  if (stages.every(({ name }, index) => recipe[index] === name)) return
  throw new PotstillError({
    code: 'recipe/other-run',
    expected: `the recipe of the run in ${folder}, whose stages began with ${stages.map(({ name }) => name).join(', ')}`,
    received: `the stages ${recipe.join(', ')}`,
    fix: 'go on with the recipe.resolved.yaml of its folder, or start a new run',
  })
}

function noCheckpoint(stage: string, folder: string): PotstillError {
  return new PotstillError({
    code: 'recipe/stage-lost',
    expected: `a checkpoint of the stage ${stage}, which had ended, in ${folder}`,
    received: 'none',
    fix: 'put the checkpoints back, or start a new run',
  })
}
