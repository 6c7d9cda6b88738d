import { mean, Tensor, valueAndGrad } from '@tensorflow/tfjs-core'
import { tidied } from '../tidied'
import { notFound } from './find-component'
import type { GoldenAnswer, GoldenCase, GoldenComponents } from './golden-case'
import { asGolden, floats, integers, isGoldenTensor } from './tensors'

type Arguments = Readonly<Record<string, unknown>>
type PlainFunction = (given: Arguments) => Tensor | Readonly<Record<string, Tensor>>

/** Computes a case of a plain function, whose result is a tensor, or an object of tensors with the loss among them. */
export function runFunction(golden: GoldenCase, losses: GoldenComponents): GoldenAnswer {
  const name = golden.function!
  const found = (losses as Readonly<Record<string, unknown>>)[name]
  if (typeof found !== 'function') throw notFound('function', name, losses)
  const call = found as PlainFunction
  return tidied(() => {
    const given = Object.fromEntries(
      Object.entries(golden.arguments ?? {}).map(([key, value]) => [key, asArgument(value)]),
    )
    const whole = (student: Tensor) => call({ ...given, student })
    const lossOf = (result: ReturnType<PlainFunction>) =>
      result instanceof Tensor ? result : result['loss']!
    const student = given['student'] as Tensor
    const { value, grad } = valueAndGrad((each: Tensor) => mean(lossOf(whole(each))))(student)
    const result = whole(student)
    const beside = result instanceof Tensor ? [] : Object.entries(result).filter(([key]) => key !== 'loss')
    return {
      value: value.dataSync()[0]!,
      gradients: { student: asGolden(grad) },
      ...Object.fromEntries(beside.map(([key, each]) => [key, asGolden(each)])),
    }
  })
}

function asArgument(value: unknown): unknown {
  if (isGoldenTensor(value)) return floats(value)
  return Array.isArray(value) ? integers(value) : value
}
