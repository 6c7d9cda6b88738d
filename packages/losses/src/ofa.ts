import { defineLoss, type Shape } from '@potstill/spec'
import {
  addN,
  logSoftmax,
  mul,
  neg,
  oneHot,
  pow,
  add,
  softmax,
  sub,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { perPair, shapesOf, type PairShapes } from './connectors/per-pair'
import { stageProjector } from './connectors/stage-projector'
import { checkLabels } from './parts/check-labels'
import { checkSameClasses } from './parts/check-logits'
import { divergenceTraits, type SoftenedOptions } from './parts/divergence'
import { checkPairs } from './parts/features'
import { softenedLoss } from './parts/softened'

const name = 'ofa'

export interface OfaOptions extends Omit<SoftenedOptions, 'temperatureSquared'> {
  /** The power that the teacher's target is raised to, at least 1. Default: 1. */
  readonly epsilon?: number
  /** Multiplies the loss by T². Default: false. */
  readonly temperatureSquared?: boolean
}

/**
 * Soft targets of which the true class gets more, per example, for a teacher and a student of different kinds. With y the label,
 * p = softmax(v / T) of the teacher and q = softmax(z / T) of the student,
 *
 *     −Σ_c [(p_c + 1 at y)^ε − (1 at y)] log q_c
 *
 * ε = 1 is the cross-entropy with the teacher; the larger ε, the more the label weighs and the less does what else the teacher is in doubt
 * about. Hao et al. 2023 (OFA-KD), arXiv:2310.19444, as in its program: without T², which `temperatureSquared` adds. The authors' ε
 * is 1 to 1.5.
 *
 * This is the part after the projectors: `ofa` brings those, and adds up the loss of each stage.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`: of the student, or of one of its stages
 * @param teacherLogits v, float32 of the same shape
 * @param labels y, int32 `[B]` or `[B, tokens]`
 * @returns float32 `[B]` or `[B, tokens]`, in nats; unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/labels`, `losses/temperature`
 *
 * @example
 * // (1/2 + 1)² − 1 = 5/4 of the label, (1/2)² = 1/4 of the other.
 * const [studentLogits, teacherLogits] = [tensor2d([[0, 1000]]), tensor2d([[0, 0]])]
 * ofaLoss(studentLogits, teacherLogits, tensor1d([0], 'int32'), { epsilon: 2 }) // => [1250]
 */
export function ofaLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  labels: Tensor,
  { epsilon = 1, temperatureSquared = false, ...softening }: OfaOptions = {},
): Tensor {
  checkSameClasses(name, studentLogits, teacherLogits)
  checkLabels(name, studentLogits, labels)
  return tidy(() =>
    softenedLoss(
      name,
      { studentLogits, teacherLogits, labels },
      { ...softening, temperatureSquared },
      ({ student, teacher, labels }) => {
        const label = mul(oneHot(labels, student.shape.at(-1) ?? 0), 1)
        const target = sub(pow(add(softmax(teacher), label), epsilon), label)
        return neg(sum(mul(target, logSoftmax(student)), -1))
      },
    ),
  )
}

/**
 * Defines one-for-all distillation. Each tap of the student is a stage, for which a projector, trained with the student, makes logits;
 * without taps there are only the student's own. What the teacher's side of a tap is, does not matter. See `ofaLoss`.
 *
 * A projector of maps halves them, by separable convolutions, until they are of the smallest tap's height; then, as with tokens, come their mean
 * and a linear layer. In the authors' program a stage is halved as often as there are stages after it, which is the same where each
 * stage has half the size of the one before.
 *
 * @example
 * ofa({ epsilon: 1.5 }).uses // => ['features']
 */
export const ofa = defineLoss({
  name,
  summary: 'Soft targets of which the true class gets more, at several stages of the student.',
  source: 'Hao et al. 2023, arXiv:2310.19444',
  formula: [
    '−Σ_c [(p_c + 1 at y)^ε − (1 at y)] log q_c, summed over the logits of the student and',
    'those that projectors make of its stages',
    'p = softmax(v / T), v: logits of the teacher; q = softmax(z / T), z: those logits',
    'y: the label',
  ].join('\n'),
  advice:
    'For a teacher and a student of different kinds, say a transformer and a convolutional network, whose features have little in common: logits are compared, at every stage. ' +
    "Name the student's stages as taps, from shallow to deep, each with any tap of the teacher. " +
    'Usual: weight 1 beside crossEntropy, T = 1, ε from 1 to 1.5. ' +
    'It trusts the labels: with noisy ones leave ε at 1.',
  needs: ['studentLogits', 'teacherLogits', 'labels'],
  uses: ['features'],
  options: z.strictObject({
    epsilon: z
      .number()
      .min(1)
      .default(1)
      .describe('The power that gives the true class more: 1 is the cross-entropy with the teacher.'),
    final: z
      .boolean()
      .default(true)
      .describe("Whether the student's own logits count, beside those of the stages."),
    temperatureSquared: z
      .boolean()
      .default(false)
      .describe('Multiply by T², so that gradients keep their size as T grows.'),
  }),
  create: ({ final, ...options }) => ({
    traits: divergenceTraits({ ...options, zeroAtMatch: false }),
    init: ({ shapes: { studentLogits, features }, random }) => {
      if (!final) checkPairs(name, features.length)
      if (features.length === 0) return {}
      const shapes = { studentLogits, features }
      return projectors(features, studentLogits).init({ shapes, random })
    },
    compute: ({ studentLogits, teacherLogits, labels, features = [] }, context) => {
      checkSameClasses(name, studentLogits, teacherLogits)
      const of = projectors(features.map(shapesOf), studentLogits.shape.slice(1))
      const stages = of.apply(features, context)
      const logits = stages.features.map(({ student }) => student)
      const losses = [...(final ? [studentLogits] : []), ...logits].map((each) =>
        ofaLoss(each, teacherLogits, labels, { ...options, temperature: context.temperature }),
      )
      return { loss: addN(losses), state: stages.state }
    },
  }),
})

/** A projector for each stage, given the shapes of one example. */
function projectors(stages: readonly PairShapes[], logits: Shape) {
  const perToken = logits.length === 2
  const heights = stages.flatMap(({ student: [height = 1, ...rest] }) => (rest.length === 2 ? [height] : []))
  const projection = { classes: logits.at(-1) ?? 0, perToken, height: Math.min(...heights) }
  return perPair(name, ({ student }) => stageProjector(name, student, projection))
}
