import type {
  Loss,
  LossContext,
  LossStep,
  Memory,
  NamedTensors,
  Signals,
  TemperatureValue,
} from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Check } from '../../checks'
import { declaredOnly } from '../../declared-only'
import { contextOf, drawSignals, memoryOf, type LossSetting } from '../loss-case'
import type { LossTestOptions } from '../loss-test-options'

/** A loss, and what it is tested with. */
export interface LossSubject {
  readonly loss: Loss
  readonly setting: LossSetting
  readonly given: LossTestOptions
}

/** What a check computes with. */
export interface Trial {
  readonly signals: Signals
  /** What `init` gave. */
  readonly kept: Memory
  /** The loss and its next state, on signals that may be other than the drawn ones. */
  readonly stepOn: (signals: Signals, temperature?: TemperatureValue) => LossStep
  /** The loss alone. */
  readonly valueOn: (signals: Signals, temperature?: TemperatureValue) => Tensor
  /** The loss on the drawn signals, with other values of its own variables. */
  readonly valueWith: (variables: NamedTensors) => Tensor
}

const seeds = [1, 2, 3]

/** Makes a check of one that looks at one draw of the signals. */
export function forSeeds(subject: LossSubject, check: (trial: Trial) => void): Check {
  return async () => {
    for (const seed of seeds) check(await draw(subject, seed))
  }
}

/** Draws signals, and lets the loss make its memory. */
export async function draw({ loss, setting }: Omit<LossSubject, 'given'>, seed: number): Promise<Trial> {
  const kept = await memoryOf(loss, setting, seed)
  const signals = drawSignals(setting, seed)
  const stepOf = (given: Signals, context: LossContext) => {
    const result = loss.compute(declaredOnly(loss, given), context)
    return 'loss' in result ? result : { loss: result, state: {} }
  }
  const stepOn: Trial['stepOn'] = (given, temperature) => stepOf(given, contextOf(kept, seed, temperature))
  return {
    signals,
    kept,
    stepOn,
    valueOn: (given, temperature) => stepOn(given, temperature).loss,
    valueWith: (variables) => stepOf(signals, { ...contextOf(kept, seed), variables }).loss,
  }
}
