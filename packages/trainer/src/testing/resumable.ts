import type { Callback, Json, Progress, StepEnd, EpochEnd, Temperature } from '@potstill/spec'
import { add, mul, square, sum } from '@tensorflow/tfjs-core'
import { adam } from '../optimizers/index'
import type { TrainerOptions } from '../loop/trainer-options'
import { countingStudent } from './counting-student'
import { hard, remembering, soft } from './losses'
import { points } from './points'
import { follower } from './follower'

/** A temperature that trains, and remembers how it went. */
export const wandering: Temperature = {
  kind: 'temperature',
  name: 'wandering',
  specVersion: 1,
  needs: ['studentLogits'],
  init: ({ random }) => ({
    trainable: { theta: random.uniform('theta', [], 2, 3) },
    state: { drift: random.uniform('drift', []) },
  }),
  resolve: ({ studentLogits }, { variables, state }) => {
    const drift = add(mul(state['drift']!, 0.5), mul(sum(square(studentLogits)), 1e-4))
    const value = add(variables['theta']!, state['drift']!)
    return { temperatures: [{ student: value, teacher: value, squared: square(value) }], state: { drift } }
  },
}

export type More = Partial<Omit<TrainerOptions, 'student'>>

/** Everything that a run may remember from step to step. */
export function resumable(more: More = {}): TrainerOptions & {
  readonly student: ReturnType<typeof countingStudent>
} {
  const data = points({ examples: 22 })
  return {
    student: countingStudent({ dropout: 0.3 }),
    teacher: follower(),
    objective: [hard(), { loss: soft(), weight: 0.5, temperature: wandering }, remembering()],
    data: { ...data, validation: points({ examples: 30, seed: 9 }).train },
    optimizer: adam({ learningRate: ({ fraction }: Progress) => 0.1 * (1 - fraction), weightDecay: 0.01 }),
    epochs: 3,
    batchSize: 4,
    accumulate: 2,
    ema: { decay: 0.8 },
    seed: 4,
    checkpoints: 'run',
    ...more,
  }
}

export interface Told {
  /** What was told of each step, and of each epoch, without times. */
  readonly steps: Map<number, unknown>
  readonly epochs: Map<number, unknown>
  readonly notices: string[]
  /** Totals of all steps, remembered across runs. */
  readonly totals: () => number
  /** Aborted after so many steps. */
  readonly signal: AbortSignal
}

/** Hears a run, remembers something of its own, and may interrupt it after so many steps. */
export function listener(stopAfter = Number.POSITIVE_INFINITY): Callback & Told {
  let totals = 0
  const interruption = new AbortController()
  const [steps, epochs] = [new Map<number, unknown>(), new Map<number, unknown>()]
  const notices: string[] = []
  return {
    kind: 'callback',
    name: 'listener',
    specVersion: 1,
    steps,
    epochs,
    notices,
    totals: () => totals,
    signal: interruption.signal,
    stepEnd: ({ run: _, batch, seconds: __, ...event }: StepEnd) => {
      steps.set(event.progress.step, { ...event, ids: [...batch.ids.dataSync()] })
      totals += event.total
      if (event.progress.step + 1 >= stopAfter) interruption.abort('enough')
    },
    epochEnd: ({ run: _, seconds: __, examplesPerSecond: ___, ...event }: EpochEnd) => {
      epochs.set(event.epoch, event)
    },
    notice: ({ message }) => void notices.push(message),
    state: () => ({ totals }) satisfies Json,
    restore: (state) => {
      totals = (state as { totals: number }).totals
    },
  }
}
