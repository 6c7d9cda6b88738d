import { defineLoss, type Shape, type TemperatureValue } from '@potstill/spec'
import {
  addN,
  div,
  logSoftmax,
  mul,
  neg,
  oneHot,
  pow,
  add,
  softmax,
  squeeze,
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
import { detach } from './parts/detach'
import { divergenceTraits, type SoftenedOptions } from './parts/divergence'
import { checkPairs } from './parts/features'
import { temperatureValue } from './parts/temperature'

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
  { temperature = 1, temperatureSquared = false, epsilon = 1 }: OfaOptions = {},
): Tensor {
  checkSameClasses(name, studentLogits, teacherLogits)
  checkLabels(name, studentLogits, labels)
  return tidy(() => {
    const value = temperatureValue(name, temperature, studentLogits)
    const loss = rows(studentLogits, detach(teacherLogits), labels, value, epsilon)
    return squeeze(temperatureSquared ? mul(loss, value.squared) : loss, [-1])
  })
}

/** The loss of each row of logits, `[…, 1]`, without T². */
function rows(
  ours: Tensor,
  theirs: Tensor,
  labels: Tensor,
  { student, teacher }: TemperatureValue,
  epsilon: number,
): Tensor {
  const label = mul(oneHot(labels, ours.shape.at(-1) ?? 0), 1)
  const target = sub(pow(add(softmax(div(theirs, teacher)), label), epsilon), label)
  return neg(sum(mul(target, logSoftmax(div(ours, student))), -1, true))
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
  formula: `−Σ_c [(p_c + 1 at y)^ε − (1 at y)] log q_c, summed over the student's logits and those that projectors make of its stages
p = softmax(v / T), q = softmax(z / T); z student or stage logits, v teacher logits, y the label`,
  advice:
    "For a teacher and a student of different kinds, say a transformer and a convolutional network, whose features have little in common: what is compared is logits at every stage. Name the student's stages as taps, from shallow to deep, with any tap of the teacher. Usual: weight 1 beside crossEntropy, T = 1, and an epsilon of 1 to 1.5. It trusts the labels: with noisy ones keep epsilon at 1.",
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
