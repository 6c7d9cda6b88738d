import type { Role } from '@potstill/evaluation'
import type { PlannedStage } from '../compose/plan'
import type { RunOptions, StageResult } from './run-options'
import type { RunRecord } from './run-record'

/** Trains one stage and writes it down, whichever way it ends. */
export async function trainStage(
  stage: PlannedStage,
  role: Role,
  record: RunRecord,
  { callbacks = [], signal }: RunOptions,
): Promise<StageResult> {
  const { name } = stage
  const watched = record.watch(name, role)
  const trainer = stage.trainer({
    callbacks: [watched.callback, ...callbacks],
    checkpoints: record.checkpoints(name),
    folder: record.logs(name),
    ...(signal && { signal }),
  })
  try {
    const { epochs, ...result } = await trainer.run()
    watched.ended(result.detail === undefined ? result.reason : `${result.reason}: ${result.detail}`)
    return { name, role, ...result, epochs: epochs.length }
  } catch (error) {
    watched.ended(`failed: ${error instanceof Error ? error.message : String(error)}`)
    throw error
  }
}
