import type { Memory, Signals, Temperature, TemperatureSignal, TemperatureValue } from '@potstill/spec'
import { addN, concat, reshape, sum, type Tensor } from '@tensorflow/tfjs-core'
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

export function drawTemperatureSignals(setting: TemperatureSetting, seed: number): TemperatureSignals {
  const given = { ...defaultSetting, ...setting, teacherClasses: setting.classes }
  const { studentLogits, teacherLogits, labels } = drawSignals(given, seed)
  return { studentLogits, teacherLogits, labels }
}

export async function memoryOf(temperature: Temperature, classes: number, seed: number): Promise<Memory> {
  return (await temperature.init?.({ classes, random: seededRandom(seed).child('init') })) ?? {}
}

/** All numbers of all temperatures in one row. */
export function flat(temperatures: readonly TemperatureValue[]): Tensor {
  return concat(temperatures.flatMap((each) => sides.map((side) => reshape(each[side], [-1]))))
}

/** A scalar that follows each of them. */
export function total(temperatures: readonly TemperatureValue[]): Tensor {
  return addN(temperatures.flatMap((each) => sides.map((side) => sum(each[side]))))
}
