import {
  defineTemperature,
  type OptionsSchema,
  type TemperatureBody,
  type TemperatureValue,
} from '@potstill/spec'
import { add, mul, sigmoid, scalar, sqrt, square, sub, mean, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { detach } from './detach'

type ToyBody = TemperatureBody<'studentLogits' | 'teacherLogits'>

export interface ToyTemperature {
  readonly options?: OptionsSchema<unknown, unknown>
  readonly base?: NonNullable<ToyBody['base']>
  readonly init?: NonNullable<ToyBody['init']>
  readonly resolve?: ToyBody['resolve']
}

/** The spread of each side's logits, with a learned share of it, which passes every check, with something in it changed. */
export function toyTemperature({ options = z.strictObject({}), ...body }: ToyTemperature = {}) {
  return defineTemperature({
    name: 'toy',
    summary: "A share of the spread of each side's logits.",
    needs: ['studentLogits', 'teacherLogits'],
    options,
    create: () => ({
      base: 2,
      init: () => ({ trainable: { share: scalar(0.5) } }),
      resolve: ({ studentLogits, teacherLogits }, { base, variables }) => {
        const share = mul(base, sigmoid(variables['share'] ?? scalar(0.5)))
        return valueOf(mul(share, spread(studentLogits)), mul(share, spread(detach(teacherLogits))))
      },
      ...body,
    }),
  })
}

/** The root of the mean square of an example's logits around their mean, `[B, 1]` or `[B, tokens, 1]`, and never 0. */
export function spread(logits: Tensor, least = 1e-3): Tensor {
  return sqrt(add(mean(square(sub(logits, mean(logits, -1, true))), -1, true), least))
}

export function valueOf(student: Tensor, teacher: Tensor = student): TemperatureValue {
  return { student, teacher, squared: square(student) }
}
