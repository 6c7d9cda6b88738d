import { defineLoss, type FeaturePair } from '@potstill/spec'
import {
  addN,
  cast,
  logSoftmax,
  matMul,
  mul,
  neg,
  oneHot,
  reshape,
  slice,
  tidy,
  topk,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { constant } from './parts/constant'
import { distances } from './parts/distances'
import { checkBatch, relationTraits, sumOverPairs } from './parts/features'

const name = 'hardDarkRank'

export interface HardDarkRankOptions {
  /** Multiplies distances. Default: 3. */
  readonly alpha?: number
  /** The power that distances are raised to. Default: 3. */
  readonly beta?: number
  /** How many of the nearest others are ranked. Default: 4. */
  readonly length?: number
}

/**
 * How improbable the teacher's ranking of the others by their distance is to the student. With the scores S_j = −α ‖x − x_j‖^β of an
 * example x, and π(1), π(2), … π(L) the examples that are nearest to it for the teacher, nearest first,
 *
 *     − Σ_l [S_π(l) − log Σ_{m ≥ l} exp S_π(m)]        S the student's
 *
 * summed over the pairs. It is the likelihood of one list, the most probable one of the teacher: what its authors call the hard one of two
 * losses. Chen, Wang & Zhang 2017, arXiv:1707.01220, in the form of the program of relational distillation (Park et al. 2019), on
 * features of length 1 there.
 *
 * @param features pairs of float32 `[B, …]`, whose shapes need not be the same; of two examples there is one ranking only, and the loss 0
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`, `losses/batch`
 *
 * @example
 * const teacher = tensor2d([[0], [1], [3]])
 * const student = tensor2d([[0], [1], [1]])
 * const [first] = hardDarkRankLoss([{ student, teacher }]).dataSync()
 * first.toFixed(5) // => Math.log(2).toFixed(5)
 */
export function hardDarkRankLoss(
  features: readonly FeaturePair[],
  { alpha = 3, beta = 3, length = 4 }: HardDarkRankOptions = {},
): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkBatch(name, student, 2)
      const batch = student.shape[0] ?? 0
      const ranked = Math.min(length, batch - 1)
      const scores = mul(-alpha, distances(student, { power: beta }))
      const order = constant((theirs) => nearest(theirs, ranked), teacher)
      const inOrder = reshape(matMul(order, reshape(scores, [batch, batch, 1])), [batch, ranked])
      // The last of a list is certain.
      const places = Array.from({ length: ranked }, (_, place) => {
        const left = logSoftmax(slice(inOrder, [0, place], [batch, ranked - place]))
        return reshape(slice(left, [0, 0], [batch, 1]), [batch])
      })
      return neg(addN(places))
    }),
  )
}

/** `[B, L, B]`: for each example, which others are nearest, as rows with a single 1. */
function nearest(features: Tensor, count: number): Tensor {
  const batch = features.shape[0] ?? 0
  // No other is as near as the example itself, which is left out.
  const { indices } = topk(neg(distances(features)), count + 1)
  return cast(oneHot(slice(cast(indices, 'int32'), [0, 1], [batch, count]), batch), 'float32')
}

/**
 * Defines the hard loss of DarkRank. See `hardDarkRankLoss`.
 *
 * @example
 * hardDarkRank({ length: 8 }).traits.level // => 'relations'
 */
export const hardDarkRank = defineLoss({
  name,
  summary: "The teacher's ranking of the others by their distance.",
  source: 'Chen, Wang & Zhang 2017, arXiv:1707.01220',
  formula: [
    '−Σ_l [S_π(l) − log Σ_{m ≥ l} exp S_π(m)],   S_j = −α ‖x − x_j‖^β',
    "x, x_j: the student's features of an example and of the others",
    "π: the others by the teacher's distances, nearest first, as many as are ranked",
  ].join('\n'),
  advice:
    'For embeddings that are searched by distance: what counts is which examples are nearer, not by how much. ' +
    'α = β = 3 are for embeddings of length 1; where distances are larger, the nearest of a list is certain and the rest teaches nothing. ' +
    'Begin with a weight of 1. ' +
    'It is not 0 where the student equals the teacher, and batches should have more examples than are ranked.',
  needs: ['features'],
  options: z.strictObject({
    alpha: z.number().positive().default(3).describe('Multiplies distances.'),
    beta: z.number().min(1).default(3).describe('The power that distances are raised to.'),
    length: z.int().min(1).default(4).describe('How many of the nearest others are ranked.'),
  }),
  create: (options) => ({
    traits: { ...relationTraits, perExample: true, zeroAtMatch: false },
    compute: ({ features }) => hardDarkRankLoss(features, options),
  }),
})
