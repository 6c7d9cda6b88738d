import type { Memory, Random, Temperature, TemperatureValue } from '@potstill/spec'
import { randomNormal, randomUniform, scalar, tensor, type Tensor } from '@tensorflow/tfjs-core'

/** Draws of a fixed seed; whole numbers are not drawn by temperatures. */
const random: Random = {
  uniform: (_, shape, min, max) => randomUniform([...shape], min, max, 'float32', 7),
  normal: (_, shape, average, deviation) => randomNormal([...shape], average, deviation, 'float32', 7),
  integers: () => {
    throw new Error('not drawn')
  },
  child: () => random,
}

export type Nested = number[][] | number[][][]

/** The memory that a temperature starts with. */
export async function memoryOf(temperature: Temperature, classes: number): Promise<Memory> {
  return (await temperature.init?.({ classes, random })) ?? {}
}

/** What a temperature answers on logits at an epoch; a base that is a curve is taken as 1. */
export function resolved(
  temperature: Temperature,
  [studentLogits, teacherLogits]: readonly [Tensor, Tensor],
  { variables = {}, epoch = 5 }: { variables?: Record<string, Tensor>; epoch?: number } = {},
): readonly TemperatureValue[] {
  const answer = temperature.resolve({ studentLogits, teacherLogits } as never, {
    base: scalar(typeof temperature.base === 'number' ? temperature.base : 1),
    progress: { step: scalar(50), epoch: scalar(epoch), fraction: scalar(0.5) },
    variables,
    state: {},
    random,
  })
  if ('temperatures' in answer) return answer.temperatures
  return Array.isArray(answer) ? (answer as readonly TemperatureValue[]) : [answer as TemperatureValue]
}

export const logits = (values: Nested) => tensor(values)
export const valuesOf = (given: Tensor) => [...given.dataSync()]
