import {
  abs,
  add,
  div,
  matMul,
  mean,
  norm,
  squaredDifference,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { defineLoss, type LossTraits } from '@potstill/spec'
import * as z from 'zod'

const traits: LossTraits = {
  level: 'features',
  softened: false,
  perExample: true,
  sameClasses: false,
  zeroAtMatch: false,
  temperatureSquared: false,
}

const product = (one: Tensor, other: Tensor | undefined) => matMul(one as never, other as never) as Tensor
const unit = (values: Tensor) => div(values, add(norm(values, 2, -1, true), 1e-6))
const options = z.strictObject({ factors: z.int().positive().default(2) })

/** Makes a network ready that takes the teacher's features apart. */
export const paraphraser = defineLoss({
  name: 'paraphraser',
  summary: 'Makes factors of the teacher’s features, and features of those.',
  needs: ['features'],
  options,
  create: ({ factors }) => ({
    traits: { ...traits, trains: 'own' },
    init: ({ shapes, random }) => {
      const width = shapes.features[0]!.teacher[0]!
      const encode = random.normal('encode', [width, factors], 0, 0.5)
      return { trainable: { encode, decode: random.normal('decode', [factors, width], 0, 0.5) } }
    },
    compute: ({ features }, { variables: { encode, decode } }) => {
      const { teacher } = features[0]!
      return sum(squaredDifference(product(product(teacher, encode), decode), teacher), -1)
    },
  }),
})

/** Keeps that network as it is. */
export const factorTransfer = defineLoss({
  name: 'factorTransfer',
  summary: 'Distance to the factors of the teacher’s features.',
  needs: ['features'],
  options,
  create: ({ factors }) => ({
    traits: { ...traits, zeroAtMatch: true },
    init: ({ shapes, random }) => {
      const { student, teacher } = shapes.features[0]!
      const translate = random.normal('translate', [student[0]!, factors], 0, 0.5)
      return { trainable: { translate }, state: { encode: random.normal('encode', [teacher[0]!, factors]) } }
    },
    compute: ({ features }, { variables, state }) => {
      const { student, teacher } = features[0]!
      const ours = unit(product(student, variables['translate']))
      return mean(abs(sub(ours, unit(product(teacher, state['encode'])))), -1)
    },
  }),
})
