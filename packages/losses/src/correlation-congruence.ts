import { defineLoss, type FeaturePair } from '@potstill/spec'
import {
  abs,
  add,
  matMul,
  mean,
  maximum,
  mul,
  reshape,
  slice,
  sqrt,
  square,
  sub,
  sum,
  tidy,
  div,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { checkBatch, relationTraits, sumOverPairs } from './parts/features'
import { normed } from './parts/normed'

const name = 'correlationCongruence'

type Variant = 'repdistiller' | 'gaussian-taylor' | 'bilinear' | 'zoo'

export interface CorrelationCongruenceOptions {
  /** Default: `'gaussian-taylor'`. */
  readonly variant?: Variant
  /** Of the Gaussian kernel. Default: 0.4. */
  readonly gamma?: number
  /** Up to which power its series goes. Default: 2. */
  readonly order?: number
}

/**
 * Compares how examples of a batch correlate.
 *
 *     gaussian-taylor: ‖K_s − K_t‖ / B² over the kernels of all pairs of examples x and y:
 *                      K = Σ_p exp(−2γ) (2γ)^p / p! · (xᵀy)^p for p up to `order`; a Gaussian where x and y have length 1
 *                      (torchdistill, whose norm is not squared as the paper's is)
 *     bilinear:        the same with K = xᵀy (torchdistill)
 *     zoo:             mean (K_s − K_t)² over the kernels of examples of length 1 (Knowledge-Distillation-Zoo)
 *     repdistiller:    mean over i of Σ |δ_i| |δ_{i+1}|, δ_i the difference of student and teacher at example i: another method under the
 *                      same name, which depends on the order of the batch
 *
 * summed over the pairs. Peng et al. 2019, arXiv:1904.01802.
 *
 * @param features pairs of float32 `[B, …]`; for repdistiller of one shape
 * @returns float32 `[]`
 * @throws PotstillError `losses/features`, `losses/batch`
 *
 * @example
 * const student = tensor2d([[1], [2]])
 * const teacher = tensor2d([[0], [0]])
 * correlationCongruenceLoss([{ student, teacher }], { variant: 'repdistiller' }) // => 2
 */
export function correlationCongruenceLoss(
  features: readonly FeaturePair[],
  { variant = 'gaussian-taylor', gamma = 0.4, order = 2 }: CorrelationCongruenceOptions = {},
): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      const [ours, theirs] = [student, teacher].map((each) => reshape(each, [each.shape[0] ?? 0, -1])) as [
        Tensor,
        Tensor,
      ]
      const batch = ours.shape[0] ?? 1
      if (variant === 'repdistiller') {
        checkBatch(name, ours, 2)
        const apart = abs(sub(ours, theirs))
        const [first, next] = [slice(apart, 0, batch - 1), slice(apart, 1, batch - 1)]
        return mean(sum(mul(first, next), -1))
      }
      const kernelOf = (rows: Tensor) =>
        variant === 'bilinear'
          ? products(rows)
          : gaussian(variant === 'zoo' ? normed(rows) : rows, gamma, order)
      const difference = sub(kernelOf(ours), kernelOf(theirs))
      if (variant === 'zoo') return mean(square(difference))
      return div(sqrt(maximum(sum(square(difference)), 1e-20)), batch ** 2)
    }),
  )
}

/** The Gaussian kernel of all pairs, as the beginning of its series. */
function gaussian(rows: Tensor, gamma: number, order: number): Tensor {
  const cosines = products(rows)
  let factor = Math.exp(-2 * gamma)
  let total: Tensor = mul(factor, add(mul(cosines, 0), 1))
  let power: Tensor | undefined
  for (let p = 1; p <= order; p++) {
    factor *= (2 * gamma) / p
    power = power === undefined ? cosines : mul(power, cosines)
    total = add(total, mul(factor, power))
  }
  return total
}

const products = (rows: Tensor) => matMul(rows, rows, false, true)

/**
 * Defines correlation congruence. See `correlationCongruenceLoss`.
 *
 * @example
 * correlationCongruence().traits.level // => 'relations'
 */
export const correlationCongruence = defineLoss({
  name,
  summary: 'How examples of a batch correlate.',
  source: 'Peng et al. 2019, arXiv:1904.01802',
  formula: [
    'gaussian-taylor: ‖K_s − K_t‖ / B², of the kernels of all pairs of examples x, y:',
    '    K = Σ over p ≤ order of exp(−2γ) (2γ)^p / p! · (xᵀy)^p',
    'bilinear: the same with K = xᵀy;   zoo: mean (K_s − K_t)², of x and y with length 1',
    'repdistiller: mean over i of Σ |δ_i| |δ_(i+1)|, δ_i: difference of both at example i',
    'B: examples of the batch; γ: gamma; s, t: of student and teacher; summed over the pairs',
  ].join('\n'),
  advice:
    'For embeddings of length 1, of which the kernel is a Gaussian; of whole maps its powers are very large, unless variant zoo makes them that long. ' +
    'Variant repdistiller is another method under the same name: it depends on the order of the batch, and has weight 0.02 there, on embeddings of 128 entries. ' +
    'It relates the examples of a batch, which therefore has at least two.',
  needs: ['features'],
  options: z.strictObject({
    variant: z
      .enum(['repdistiller', 'gaussian-taylor', 'bilinear', 'zoo'])
      .default('gaussian-taylor')
      .describe(
        'gaussian-taylor: kernels of all pairs; bilinear: products; zoo: kernels of examples of length 1, squared; repdistiller: differences of neighbours in the batch.',
      ),
    gamma: z.number().positive().default(0.4).describe('Of the Gaussian kernel.'),
    order: z.int().min(1).default(2).describe('Up to which power its series goes.'),
  }),
  create: (options) => ({
    traits: {
      ...relationTraits,
      permutationInvariant: options.variant !== 'repdistiller',
      zeroAtMatch: true,
    },
    compute: ({ features }) => correlationCongruenceLoss(features, options),
  }),
})
