import { defineLoss, PotstillError, type LossBody, type LossTraits, type OptionsSchema } from '@potstill/spec'
import { mean, squaredDifference, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { detach } from './detach'

type ToyBody = LossBody<'studentLogits' | 'teacherLogits'>

const traits: LossTraits = {
  level: 'logits',
  softened: false,
  perExample: true,
  sameClasses: true,
  zeroAtMatch: true,
  temperatureSquared: false,
}

export interface Toy {
  /** In place of the traits of the right one. */
  readonly traits?: Partial<LossTraits>
  readonly options?: OptionsSchema<unknown, unknown>
  readonly init?: NonNullable<ToyBody['init']>
  readonly compute?: ToyBody['compute']
}

/** The mean squared difference of logits, which passes every check, with something in it changed. */
export function toyLoss({ options = z.strictObject({}), traits: changed, ...body }: Toy = {}) {
  return defineLoss({
    name: 'toy',
    summary: 'Mean squared difference of the logits.',
    needs: ['studentLogits', 'teacherLogits'],
    options,
    create: () => ({
      compute: ({ studentLogits, teacherLogits }) => toyValue(studentLogits, teacherLogits),
      ...body,
      traits: { ...traits, ...changed },
    }),
  })
}

/** Float32 `[B]` or `[B, tokens]`, with the teacher as a constant. */
export function toyValue(studentLogits: Tensor, teacherLogits: Tensor): Tensor {
  refuseOtherClasses(studentLogits, teacherLogits)
  return mean(squaredDifference(studentLogits, detach(teacherLogits)), -1)
}

export function refuseOtherClasses(studentLogits: Tensor, teacherLogits: Tensor): void {
  if (studentLogits.shape.at(-1) === teacherLogits.shape.at(-1)) return
  throw new PotstillError({
    code: 'toy/class-count',
    expected: 'the same classes',
    received: `${studentLogits.shape.at(-1)} and ${teacherLogits.shape.at(-1)}`,
    fix: 'give both the same classes',
  })
}
