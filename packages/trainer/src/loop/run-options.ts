import { PotstillError, type Progress } from '@potstill/spec'
import type { RunSettings } from '../checkpoint/run-state'
import type { TrainerOptions } from './trainer-options'

/** How long a run is. */
export interface RunLength {
  readonly stepsPerEpoch: number
  readonly steps: number
  readonly epochs: number
}

/** Works out the length of a run; throws where a number of the options makes no sense. */
export function runLength({ data, epochs, batchSize, steps, accumulate = 1 }: TrainerOptions): RunLength {
  const whole = { epochs, batchSize, accumulate, ...(steps !== undefined && { steps }) }
  for (const [name, value] of Object.entries(whole)) {
    if (!Number.isInteger(value) || value < 1) throw wrongNumber(name, value)
  }
  const size = data.train.size ?? Number.POSITIVE_INFINITY
  if (size === 0) throw emptySplit()
  const stepsPerEpoch = Math.ceil(Math.ceil(size / batchSize) / accumulate)
  const all = Math.min(epochs * stepsPerEpoch, steps ?? Number.POSITIVE_INFINITY)
  if (!Number.isFinite(all)) throw endless()
  return { stepsPerEpoch, steps: all, epochs: Math.ceil(all / stepsPerEpoch) || epochs }
}

/** Where a run stands when so many steps were taken. */
export function progressAt(step: number, { steps, stepsPerEpoch, epochs }: RunLength): Progress {
  return { step, steps, epochs, epoch: step / stepsPerEpoch, fraction: step / steps }
}

/** What a run has to have in common with one that it goes on with. */
export function runSettings(
  { seed = 0, batchSize, accumulate = 1, shuffle = true, optimizer }: TrainerOptions,
  terms: readonly string[],
): RunSettings {
  return { seed, batchSize, accumulate, shuffle, optimizer: optimizer.name, terms }
}

function wrongNumber(name: string, value: number): PotstillError {
  return new PotstillError({
    code: 'trainer/option',
    component: name,
    expected: 'a whole number of at least 1',
    received: String(value),
    fix: `correct ${name}`,
  })
}

function emptySplit(): PotstillError {
  return new PotstillError({
    code: 'trainer/empty-split',
    expected: 'examples to train on',
    received: 'an empty train split',
    fix: 'give the train split at least one example',
  })
}

function endless(): PotstillError {
  return new PotstillError({
    code: 'trainer/no-length',
    expected: 'a number of steps, since the data do not tell their size',
    received: 'none',
    fix: 'pass `steps`',
  })
}
