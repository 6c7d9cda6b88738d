import { defineLoss, type LossTraits } from '@potstill/spec'
import { abs, div, matMul, mean, norm, squaredDifference, sub, sum, type Tensor } from '@tensorflow/tfjs-core'
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
const factors = z.int().positive().default(2)

/** Factor transfer's first stage in small: a linear network makes factors of the teacher's features, and features of those. */
export const paraphraser = defineLoss({
  name: 'paraphraser',
  summary: 'Squared difference of the teacher’s features and what is made of their factors.',
  source: 'Kim et al. 2018, arXiv:1802.04977',
  needs: ['features'],
  options: z.strictObject({ factors }),
  create: ({ factors: count }) => ({
    traits: { ...traits, trains: 'own' },
    init: ({ shapes, random }) => {
      const width = shapes.features[0]?.teacher[0] ?? 0
      return {
        trainable: {
          encode: random.normal('encode', [width, count], 0, 0.5),
          decode: random.normal('decode', [count, width], 0, 0.5),
        },
      }
    },
    compute: ({ features: [pair] }, { variables: { encode, decode } }) => {
      const teacher = pair!.teacher
      return sum(squaredDifference(product(product(teacher, encode), decode), teacher), -1)
    },
  }),
})

/** The second stage: the student's features, translated, are to be the teacher's factors. The paraphraser stays as it is. */
export const factorTransfer = defineLoss({
  name: 'factorTransfer',
  summary: 'Distance of the factors.',
  source: 'Kim et al. 2018, arXiv:1802.04977, equation 3 with p = 1',
  needs: ['features'],
  options: z.strictObject({ factors }),
  create: ({ factors: count }) => ({
    traits: { ...traits, zeroAtMatch: true },
    init: ({ shapes, random }) => {
      const [pair] = shapes.features
      return {
        trainable: { translate: random.normal('translate', [pair?.student[0] ?? 0, count], 0, 0.5) },
        state: { encode: random.normal('encode', [pair?.teacher[0] ?? 0, count], 0, 0.5) },
      }
    },
    compute: ({ features: [pair] }, { variables, state }) => {
      const ours = unit(product(pair!.student, variables['translate']))
      const theirs = unit(product(pair!.teacher, state['encode']))
      return mean(abs(sub(ours, theirs)), -1)
    },
  }),
})

function unit(values: Tensor): Tensor {
  return div(values, norm(values, 2, -1, true))
}
