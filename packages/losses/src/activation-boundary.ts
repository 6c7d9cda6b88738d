import { defineLoss, type FeaturePair } from '@potstill/spec'
import {
  add,
  mean,
  mul,
  relu,
  reshape,
  sign,
  square,
  sub,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { detach } from './parts/detach'
import { checkSameFeatures, featureTraits, sumOverPairs } from './parts/features'

const name = 'activationBoundary'

type Variant = 'repdistiller' | 'mmrazor' | 'zoo'

export interface ActivationBoundaryOptions {
  /** How far on its side an activation has to be. Default: 1. */
  readonly margin?: number
  /** Default: `'repdistiller'`. */
  readonly variant?: Variant
}

/**
 * Brings activations of the student, before their non-linearity, to the side of 0 on which the teacher's are. With m the margin,
 *
 *     (s + m)² where t ≤ 0 and s > −m;   (s − m)² where t > 0 and s ≤ m;   0 elsewhere
 *
 * summed over the pairs:
 *
 *     repdistiller: the sum over entries, times 3/1000, and 2^(i − n + 1) for pair i of n: early layers count less
 *     mmrazor:      the sum over entries, times 3/1000
 *     zoo:          the mean over entries (Knowledge-Distillation-Zoo, with a margin of 2)
 *
 * Heo et al. 2019, arXiv:1811.03233. Student and teacher may be equal and the value still not 0: within the margin.
 *
 * @param features pairs of float32 of one shape, `[B, …]`
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor2d([[0.5, -3]])
 * const teacher = tensor2d([[-1, -1]])
 * activationBoundaryLoss([{ student, teacher }], { variant: 'zoo' }) // => [1.125]
 */
export function activationBoundaryLoss(
  features: readonly FeaturePair[],
  { margin = 1, variant = 'repdistiller' }: ActivationBoundaryOptions = {},
): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher, index) => {
      checkSameFeatures(name, student, teacher)
      const [on, off] = [above(teacher), sub(1, above(teacher))]
      const wronglyOn = mul(off, above(add(student, margin)))
      const wronglyOff = mul(on, sub(1, above(sub(student, margin))))
      const cost = add(
        mul(square(add(student, margin)), wronglyOn),
        mul(square(sub(student, margin)), wronglyOff),
      )
      const entries = reshape(cost, [student.shape[0] ?? 0, -1])
      if (variant === 'zoo') return mean(entries, -1)
      const ofLayer = variant === 'repdistiller' ? 2 ** (index - features.length + 1) : 1
      return mul((3 / 1000) * ofLayer, sum(entries, -1))
    }),
  )
}

/** 1 where values are above 0, else 0; constants. (Comparisons would have no gradient at all.) */
function above(values: Tensor): Tensor {
  return sign(relu(detach(values)))
}

/**
 * Defines the loss on activation boundaries. See `activationBoundaryLoss`.
 *
 * @example
 * activationBoundary().traits.zeroAtMatch // => false
 */
export const activationBoundary = defineLoss({
  name,
  summary: "Activations on the same side of 0 as the teacher's.",
  source: 'Heo et al. 2019, arXiv:1811.03233',
  formula: [
    '(s + m)² where t ≤ 0 and s > −m;   (s − m)² where t > 0 and s ≤ m;   0 elsewhere',
    'added up over entries, times 3/1000 · 2^(i − n + 1) for pair i of n (repdistiller) or',
    '3/1000 (mmrazor), or their mean (zoo); summed over the pairs',
    's, t: activations of student and teacher before their non-linearity; m: margin',
  ].join('\n'),
  advice:
    'Teaches on which side of 0 an activation lies, not how large it is. ' +
    'RepDistiller uses it in a first stage of its own, before the student learns to classify; its margin is 1, that of Knowledge-Distillation-Zoo 2. ' +
    'Taps lie before the non-linearity and have one shape: it brings no connector. ' +
    'A student that equals its teacher still pays for what lies within the margin.',
  needs: ['features'],
  options: z.strictObject({
    margin: z.number().positive().default(1).describe('How far on its side an activation has to be.'),
    variant: z
      .enum(['repdistiller', 'mmrazor', 'zoo'])
      .default('repdistiller')
      .describe('Whose sum: repdistiller weighs layers, mmrazor does not, zoo takes the mean.'),
  }),
  create: (options) => ({
    traits: { ...featureTraits, zeroAtMatch: false },
    compute: ({ features }) => activationBoundaryLoss(features, options),
  }),
})
