import { PotstillError } from '@potstill/spec'

export interface CheckpointOptions {
  /** After every so many steps, also in the middle of an epoch. Default: never. */
  readonly everySteps?: number
  /** After every so many epochs. Default: 1 where `everySteps` is absent too, else never. */
  readonly everyEpochs?: number
  /** How many are kept; older ones are removed once a new one is whole. Default: 2, so that one may be damaged. */
  readonly keep?: number
}

/** When a checkpoint is due, and how many are kept. */
export interface CheckpointPlan {
  afterStep(taken: number): boolean
  afterEpoch(epochs: number): boolean
  readonly keep: number
}

/** Throws a PotstillError where a number makes no sense. */
export function checkpointPlan(options: CheckpointOptions = {}): CheckpointPlan {
  for (const [name, value] of Object.entries({ ...options })) {
    if (value === undefined || (Number.isInteger(value) && value >= 1)) continue
    throw new PotstillError({
      code: 'trainer/option',
      component: `checkpoint.${name}`,
      expected: 'a whole number of at least 1',
      received: String(value),
      fix: `correct checkpoint.${name}`,
    })
  }
  const { everySteps, everyEpochs = everySteps === undefined ? 1 : undefined, keep = 2 } = options
  const due = (every: number | undefined, count: number) => every !== undefined && count % every === 0
  return {
    afterStep: (taken) => due(everySteps, taken),
    afterEpoch: (epochs) => due(everyEpochs, epochs),
    keep,
  }
}
