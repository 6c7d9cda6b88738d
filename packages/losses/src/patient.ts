import { defineLoss, PotstillError, type FeaturePair } from '@potstill/spec'
import { div, mean, slice, squaredDifference, squeeze, sum, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { perPair } from './connectors/per-pair'
import { keepsFeatures, projection, projectionOption } from './connectors/projection'
import { checkSameFeatures, featureTraits, sumOverPairs } from './parts/features'
import { normed } from './parts/normed'

const name = 'patient'

export interface PatientOptions {
  /** Default: `'paper'`. */
  readonly variant?: 'paper' | 'code'
}

/**
 * Compares what several layers say of a text as a whole, in the vector of its first token (`[CLS]`): with n_s and n_t the vectors of student
 * and teacher, each divided by its length,
 *
 *     paper: Σ over pairs of ‖n_s − n_t‖²                               TextBrewer's pkd
 *     code:  mean over pairs and over the D entries of (n_s − n_t)²      the authors' program
 *
 * The first is in [0, 4] for each pair: 2 less twice the cosine. The second is D times the number of pairs smaller.
 * Sun et al. 2019 (BERT-PKD), arXiv:1908.09355.
 *
 * @param features pairs of float32 `[B, tokens, D]`, of which the first token counts, or `[B, D]`: `student` after the connector
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor3d([[[0, 5], [9, 9]]])
 * const teacher = tensor2d([[3, 0]])
 * patientLoss([{ student, teacher }]) // => [2]
 * patientLoss([{ student, teacher }], { variant: 'code' }) // => [1]
 */
export function patientLoss(
  features: readonly FeaturePair[],
  { variant = 'paper' }: PatientOptions = {},
): Tensor {
  return tidy(() => {
    const total = sumOverPairs(name, features.map(firstTokens), (student, teacher) => {
      checkSameFeatures(name, student, teacher)
      const squares = squaredDifference(normed(student), normed(teacher))
      return variant === 'paper' ? sum(squares, -1) : mean(squares, -1)
    })
    return variant === 'paper' ? total : div(total, features.length)
  })
}

/**
 * Defines patient distillation, with a linear layer where widths differ, which is trained with the student. See `patientLoss`.
 *
 * @example
 * patient().traits.level // => 'features'
 */
export const patient = defineLoss({
  name,
  summary: "Directions of the first token's vectors like those of the teacher, in several layers.",
  source: 'Sun et al. 2019, arXiv:1908.09355',
  formula: [
    'paper: Σ over pairs of ‖n_s − n_t‖²',
    'code:  mean over pairs and entries of (n_s − n_t)²',
    "n_s: the student's vector of the first token, divided by its length; n_t: the teacher's",
  ].join('\n'),
  advice:
    'For classifiers of texts that read their answer off the first token, as BERT does. ' +
    "The authors map every second layer of the teacher, the last left out, to the student's, beside softened targets and labels; their weights from 10 to 1000 are for code, whose value is as many times smaller as vectors have entries. " +
    'It asks nothing of the other tokens: hiddenState does.',
  needs: ['features'],
  options: z.strictObject({
    variant: z
      .enum(['paper', 'code'])
      .default('paper')
      .describe(
        "paper: squared distances, added up over the pairs, as TextBrewer's; code: the mean over entries and pairs of the authors' program.",
      ),
    connector: projectionOption,
  }),
  create: ({ variant, connector }) => {
    const connectors = perPair(name, (shapes) => projection(name, connector, shapes))
    return {
      traits: { ...featureTraits, zeroAtMatch: keepsFeatures(connector) },
      init: connectors.init,
      compute: ({ features }, context) => {
        const { features: connected, state } = connectors.apply(features.map(firstTokens), context)
        return { loss: patientLoss(connected, { variant }), state }
      },
    }
  },
})

/** `[B, D]` of each. */
function firstTokens({ student, teacher }: FeaturePair): FeaturePair {
  return { student: firstToken(student), teacher: firstToken(teacher) }
}

function firstToken(features: Tensor): Tensor {
  if (features.rank === 2) return features
  if (features.rank === 3) return squeeze(slice(features, [0, 0, 0], [-1, 1, -1]), [1])
  throw new PotstillError({
    code: 'losses/features',
    component: name,
    expected: 'vectors [B, tokens, D] or [B, D]',
    received: `[${features.shape}]`,
    fix: 'choose taps of the layers of a sequence model',
  })
}
