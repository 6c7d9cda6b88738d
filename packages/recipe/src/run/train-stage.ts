import type { EpochRecord, Role } from '@potstill/evaluation'
import type { Callback } from '@potstill/spec'
import type { PlannedStage } from '../compose/plan'
import { epochRecord } from './metrics-log'
import type { RunOptions, StageResult } from './run-options'
import type { RunRecord } from './run-record'

/**
 * Trains one stage and writes it down, whichever way it ends. One that had ended before is only brought back: it takes no step, and
 * nobody hears of it.
 */
export async function trainStage(
  stage: PlannedStage,
  role: Role,
  record: RunRecord,
  { callbacks = [], signal, onMessage }: RunOptions,
): Promise<StageResult> {
  const { name } = stage
  const { ended, log } = await record.begin(name)
  const heard = epochCollector((step) => onMessage?.(`It goes on after step ${step}.`))
  const trainer = stage.trainer({
    callbacks: ended ? [] : [log, heard, ...callbacks],
    withOwnCallbacks: !ended,
    checkpoints: record.checkpoints(name),
    folder: record.logs(name),
    resume: record.goesOn,
    ...(signal && !ended && { signal }),
  })
  try {
    const { epochs, ...result } = await trainer.run()
    if (ended) onMessage?.(`${name} had ended, with ${result.steps} steps.`)
    const reason = result.detail === undefined ? result.reason : `${result.reason}: ${result.detail}`
    record.add({ name, role, epochs: epochs.map((epoch) => epochRecord(epoch)), reason })
    // What a signal stopped is not over: it may go on.
    const over = result.reason === 'finished' || signal?.aborted !== true
    if (over && !ended) await record.end(name)
    return { name, role, ...result, epochs: epochs.length }
  } catch (error) {
    const reason = `failed: ${error instanceof Error ? error.message : String(error)}`
    record.add({ name, role, epochs: heard.epochs, reason })
    throw error
  }
}

/** The epochs so far, also of a stage that fails. `tell` hears how many steps were taken before. */
function epochCollector(
  tell: (taken: number) => void,
): Callback & { readonly epochs: readonly EpochRecord[] } {
  const epochs: EpochRecord[] = []
  return {
    kind: 'callback',
    name: 'epochCollector',
    specVersion: 1,
    epochs,
    runStart: ({ taken }) => {
      if (taken > 0) tell(taken)
    },
    epochEnd: (event) => void epochs.push(epochRecord(event)),
  }
}
