import type { Callback, CheckpointSaved, Storage } from '@potstill/spec'
import type { Variable } from '@tensorflow/tfjs-core'
import { callbackStates, restoreCallbacks } from './callback-states'
import { checkSameRun } from './check-same-run'
import { checkpointPath, checkpointSteps, findCheckpoint } from './find-checkpoint'
import { otherNumbers } from './other-numbers'
import type { RunNumbers, RunSettings, RunState } from './run-state'
import { describeVariables, setVariables } from './tensor-values'
import { writeCheckpoint } from './write-checkpoint'

/** Saves and brings back all that a run needs to go on. */
export interface CheckpointKeeper {
  /** Brings back the newest whole checkpoint; undefined where there is none. `tell` hears what is worth knowing. */
  restore(tell: (message: string) => void): Promise<RunState | undefined>
  save(state: Omit<RunState, 'callbacks'>): Promise<CheckpointSaved | undefined>
}

interface Given {
  readonly storage: Storage
  /** Undefined: nothing is saved, and nothing found. */
  readonly folder: string | undefined
  readonly keep: number
  readonly settings: RunSettings
  /** Curves are read at the steps `at`, or else at some of this run. */
  readonly numbers: (at?: readonly number[]) => RunNumbers
  readonly variables: () => Readonly<Record<string, Variable>>
  readonly callbacks: readonly Callback[]
}

/**
 * A checkpoint is written beside its place and moved there once it is whole; only then do older ones of the run go. Those that are
 * not of this run (of an earlier one, or damaged and passed by) go before it is moved, so that a resume never finds them newer.
 */
export function keepCheckpoints(given: Given): CheckpointKeeper {
  const { storage, folder, keep, settings, numbers, variables, callbacks } = given
  if (folder === undefined) {
    return { restore: () => Promise.resolve(undefined), save: () => Promise.resolve(undefined) }
  }
  /** Of this run, oldest first. */
  let own: readonly number[] = []

  async function removeOthers(): Promise<void> {
    for (const name of await storage.list(folder!)) {
      if (/^step-\d+\.new$/.test(name) && name !== `step-${own.at(-1)}.new`) {
        await storage.remove(`${folder}/${name}`)
      }
    }
    for (const step of await checkpointSteps(storage, folder!)) {
      if (!own.includes(step)) await storage.remove(checkpointPath(folder!, step))
    }
  }

  async function removeOld(): Promise<void> {
    for (const old of own.slice(0, -keep)) await storage.remove(checkpointPath(folder!, old))
    own = own.slice(-keep)
  }

  return {
    async restore(tell) {
      const found = await findCheckpoint(storage, folder, tell)
      if (found === undefined) return undefined
      const { state, numbers: saved } = found.manifest
      checkSameRun(found, settings, describeVariables(variables()))
      const other = otherNumbers(found.path, saved, numbers(saved.at))
      if (other !== undefined) tell(other)
      setVariables(variables(), found.tensors)
      await restoreCallbacks(callbacks, state.callbacks, tell)
      own = (await checkpointSteps(storage, folder)).filter((step) => step <= state.step).toReversed()
      // The process before may have ended between the newest one and this.
      await removeOld()
      return state
    },

    async save(state) {
      const { step } = state
      const path = checkpointPath(folder, step)
      const whole = { ...state, callbacks: await callbackStates(callbacks) }
      await writeCheckpoint(storage, `${path}.new`, variables(), { settings, numbers: numbers() }, whole)
      own = [...own.filter((other) => other !== step), step]
      await removeOthers()
      await storage.rename(`${path}.new`, path)
      await removeOld()
      return { which: 'step', path, step }
    },
  }
}
