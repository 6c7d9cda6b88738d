import type { Temperature, TemperatureValue } from '@potstill/spec'
import { resolveTemperature, type TemperatureSurroundings } from '@potstill/testkit'
import { tensor, type Tensor } from '@tensorflow/tfjs-core'

export type Nested = number[][] | number[][][]

/** What a temperature answers on logits of student and teacher. */
export function resolved(
  temperature: Temperature,
  [studentLogits, teacherLogits]: readonly [Tensor, Tensor],
  given: TemperatureSurroundings = {},
): readonly TemperatureValue[] {
  return resolveTemperature(temperature, { studentLogits, teacherLogits }, given).temperatures
}

export const logits = (values: Nested) => tensor(values)
export const valuesOf = (given: Tensor) => [...given.dataSync()]
