import type { Loss, LossStep, Memory, Signals, TemperatureValue } from '@potstill/spec'
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
  const stepOn: Trial['stepOn'] = (signals, temperature) => {
    const result = loss.compute(declaredOnly(loss, signals), contextOf(kept, seed, temperature))
    return 'loss' in result ? result : { loss: result, state: {} }
  }
  return {
    signals: drawSignals(setting, seed),
    kept,
    stepOn,
    valueOn: (signals, temperature) => stepOn(signals, temperature).loss,
  }
}
