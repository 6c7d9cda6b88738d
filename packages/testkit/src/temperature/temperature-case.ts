import type {
  Memory,
  NamedTensors,
  Progress,
  Signals,
  Temperature,
  TemperatureSignal,
  TemperatureStep,
  TemperatureValue,
} from '@potstill/spec'
import { addN, concat, reshape, scalar, sum, type Tensor } from '@tensorflow/tfjs-core'
import { declaredOnly } from '../declared-only'
import { defaultSetting, drawSignals, type LossSetting } from '../loss/loss-case'
import { seededRandom } from '../seeded-random'

/** What the tests of a temperature compute with. */
export type TemperatureSetting = Pick<LossSetting, 'batch' | 'classes' | 'tokens'>

export type TemperatureSignals = Pick<Signals, TemperatureSignal>

export const settings: Readonly<Record<string, TemperatureSetting>> = {
  '': { batch: 4, classes: 5 },
  'with tokens': { batch: 4, classes: 5, tokens: 3 },
}

export const sides = ['student', 'teacher', 'squared'] as const

const halfway: Progress = { step: 50, steps: 100, epoch: 5, epochs: 10, fraction: 0.5 }

export function drawTemperatureSignals(setting: TemperatureSetting, seed: number): TemperatureSignals {
  const given = { ...defaultSetting, ...setting, teacherClasses: setting.classes }
  const { studentLogits, teacherLogits, labels } = drawSignals(given, seed)
  return { studentLogits, teacherLogits, labels }
}

export async function memoryOf(temperature: Temperature, classes: number, seed: number): Promise<Memory> {
  return (await temperature.init?.({ classes, random: seededRandom(seed).child('init') })) ?? {}
}

/** What a temperature answers in the middle of a run, in the one form that has everything. */
export function resolved(
  temperature: Temperature,
  signals: TemperatureSignals,
  { variables = {}, state = {}, seed }: { variables?: NamedTensors; state?: NamedTensors; seed: number },
): TemperatureStep {
  const base = typeof temperature.base === 'function' ? temperature.base(halfway) : (temperature.base ?? 1)
  const { step, epoch, fraction } = halfway
  const answer = temperature.resolve(declaredOnly(temperature, signals), {
    base: scalar(base),
    progress: { step: scalar(step), epoch: scalar(epoch), fraction: scalar(fraction) },
    variables,
    state,
    random: seededRandom(seed).child('step'),
  })
  if ('temperatures' in answer) return answer
  const temperatures = Array.isArray(answer)
    ? (answer as readonly TemperatureValue[])
    : [answer as TemperatureValue]
  return { temperatures, state: {} }
}

/** All numbers of all temperatures in one row. */
export function flat(temperatures: readonly TemperatureValue[]): Tensor {
  return concat(temperatures.flatMap((each) => sides.map((side) => reshape(each[side], [-1]))))
}

/** A scalar that follows each of them. */
export function total(temperatures: readonly TemperatureValue[]): Tensor {
  return addN(temperatures.flatMap((each) => sides.map((side) => sum(each[side]))))
}
