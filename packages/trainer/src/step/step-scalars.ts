import type { Optimizer, Progress, ProgressTensors, Schedule } from '@potstill/spec'
import { PotstillError } from '@potstill/spec'
import { scalar, type Tensor } from '@tensorflow/tfjs-core'
import type { ResolvedTerm } from './resolve-terms'
import { curve } from './resolve-terms'
import type { UpdateOptions } from './update-options'

/** The numbers that change from step to step. */
export interface StepNumbers {
  readonly weights: readonly number[]
  readonly temperatures: readonly number[]
  readonly learningRate: number
  /** Where weights are averaged. */
  readonly averageDecay?: number
}

/** The same numbers, and progress, as scalars: inside the step everything that changes is a tensor. */
export interface StepScalars {
  readonly weights: readonly Tensor[]
  readonly temperatures: readonly Tensor[]
  readonly learningRate: Tensor
  readonly weightDecay: Tensor
  readonly update: Tensor
  readonly averageDecay?: Tensor
  readonly progress: ProgressTensors
}

/** Reads every curve at this point of the run; throws where one is not finite. */
export function stepNumbers(
  terms: readonly ResolvedTerm[],
  optimizer: Optimizer,
  progress: Progress,
  { ema }: UpdateOptions = {},
): StepNumbers {
  return {
    weights: terms.map(({ name, weight }) => read(`weight of ${name}`, weight, progress)),
    temperatures: terms.map(({ name, baseTemperature }) => {
      const value = read(`temperature of ${name}`, baseTemperature, progress)
      return value > 0 ? value : refuse(`temperature of ${name}`, 'a positive number', value)
    }),
    learningRate: read('learning rate', curve(optimizer.learningRate), progress),
    ...(ema && { averageDecay: readDecay(ema.decay, progress) }),
  }
}

export function stepScalars(numbers: StepNumbers, optimizer: Optimizer, progress: Progress): StepScalars {
  return {
    weights: numbers.weights.map((value) => scalar(value)),
    temperatures: numbers.temperatures.map((value) => scalar(value)),
    learningRate: scalar(numbers.learningRate),
    weightDecay: scalar(optimizer.weightDecay ?? 0),
    update: scalar(progress.step + 1),
    ...(numbers.averageDecay !== undefined && { averageDecay: scalar(numbers.averageDecay) }),
    progress: {
      step: scalar(progress.step),
      epoch: scalar(progress.epoch),
      fraction: scalar(progress.fraction),
    },
  }
}

function read(what: string, schedule: Schedule, progress: Progress): number {
  const value = schedule(progress)
  return Number.isFinite(value) ? value : refuse(what, 'a finite number', value)
}

function readDecay(decay: number | Schedule, progress: Progress): number {
  const value = read('decay of ema', curve(decay), progress)
  return value >= 0 && value <= 1 ? value : refuse('decay of ema', 'a number from 0 to 1', value)
}

function refuse(what: string, expected: string, value: number): never {
  throw new PotstillError({
    code: 'trainer/schedule-value',
    component: what,
    expected,
    received: String(value),
    fix: 'correct the curve: it has to hold over the whole run and past its end',
  })
}

export function scalarTensors({ weights, temperatures, progress, ...rest }: StepScalars): Tensor[] {
  const { learningRate, weightDecay, update, averageDecay } = rest
  return [
    ...weights,
    ...temperatures,
    learningRate,
    weightDecay,
    update,
    ...(averageDecay === undefined ? [] : [averageDecay]),
    ...Object.values<Tensor>({ ...progress }),
  ]
}
