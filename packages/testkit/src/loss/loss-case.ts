import type { Loss, LossContext, Memory, Shape, SignalName, Signals, TemperatureValue } from '@potstill/spec'
import {
  cast,
  concat,
  fill,
  logSoftmax,
  mul,
  slice,
  sum,
  exp,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { declaredOnly } from '../declared-only'
import { seededRandom } from '../seeded-random'
import { lossContext } from './loss-context'

/** Shapes of one example of a pair of taps. */
export interface TapShapes {
  readonly student: Shape
  readonly teacher: Shape
}

/** What the tests of a loss compute with. */
export interface LossSetting {
  readonly batch: number
  readonly classes: number
  readonly teacherClasses: number
  /** Tokens of an example; absent for `[B, C]`. */
  readonly tokens?: number
  readonly taps: readonly TapShapes[]
  readonly views: number
}

export const defaultSetting: LossSetting = {
  batch: 4,
  classes: 5,
  teacherClasses: 5,
  taps: [{ student: [4, 4, 3], teacher: [4, 4, 3] }],
  views: 1,
}

/** Signals as random numbers, the same for a seed. */
export function drawSignals(setting: LossSetting, seed: number, spread = 1): Signals {
  const { batch, classes, teacherClasses, tokens, taps, views } = setting
  const random = seededRandom(seed)
  const rows = tokens === undefined ? [batch] : [batch, tokens]
  const normal = (name: string, shape: Shape) => random.normal(name, shape, 0, spread)
  const teacherLogits = normal('teacher', [...rows, teacherClasses])
  return {
    studentLogits: normal('student', [...rows, classes]),
    teacherLogits,
    teacherTopK: topTwo(teacherLogits),
    studentViews: Array.from({ length: views }, (_, view) => normal(`student ${view}`, [...rows, classes])),
    teacherViews: Array.from({ length: views }, (_, view) =>
      normal(`teacher ${view}`, [...rows, teacherClasses]),
    ),
    features: taps.map(({ student, teacher }, index) => ({
      student: normal(`student tap ${index}`, [batch, ...student]),
      teacher: normal(`teacher tap ${index}`, [batch, ...teacher]),
    })),
    labels: random.integers('labels', rows, classes),
    targets: exp(logSoftmax(normal('targets', [...rows, classes]))),
    ids: cast(random.integers('ids', [batch], 100), 'int32'),
    mask: fill(rows, 1),
  }
}

/** The first two classes, whatever they are: a loss that takes the largest does not look how many others are larger. */
function topTwo(logits: Tensor): Signals['teacherTopK'] {
  const logProbs = logSoftmax(logits)
  const [rows, classes] = [logits.shape.slice(0, -1), logits.shape.at(-1) ?? 0]
  const from = (first: number, count: number) =>
    slice(logProbs, [...rows.map(() => 0), first], [...rows, count])
  const first = zeros([...rows, 1], 'int32')
  const second = fill(first.shape, 1, 'int32')
  return {
    indices: concat([first, second], -1),
    logProbs: from(0, 2),
    tail: sum(exp(from(2, classes - 2)), -1),
  }
}

/** Names of what comes from the student, each with a list of tensors that is not empty: without taps there are no features. */
export function studentParts(signals: Signals, loss: Loss): readonly (readonly [SignalName, Tensor[]])[] {
  const declared = [...loss.needs, ...loss.uses]
  const parts = [
    ['studentLogits', [signals.studentLogits]],
    ['features', signals.features.map(({ student }) => student)],
    ['studentViews', [...signals.studentViews]],
  ] as const
  return parts
    .filter(([name, tensors]) => declared.includes(name) && tensors.length > 0)
    .map(([name, tensors]) => [name, [...tensors]])
}

export function teacherParts(signals: Signals, loss: Loss): readonly (readonly [SignalName, Tensor[]])[] {
  const declared = [...loss.needs, ...loss.uses]
  const parts = [
    ['teacherLogits', [signals.teacherLogits]],
    ['features', signals.features.map(({ teacher }) => teacher)],
    ['teacherViews', [...signals.teacherViews]],
    ['teacherTopK', [signals.teacherTopK.logProbs, signals.teacherTopK.tail]],
  ] as const
  return parts
    .filter(([name, tensors]) => declared.includes(name) && tensors.length > 0)
    .map(([name, tensors]) => [name, [...tensors]])
}

/** The signals with some tensors of one side in place of those that are there. */
export function withTensors(
  signals: Signals,
  side: 'student' | 'teacher',
  name: SignalName,
  tensors: readonly Tensor[],
): Signals {
  if (name === 'teacherTopK') {
    const [logProbs, tail] = tensors as readonly [Tensor, Tensor]
    return { ...signals, teacherTopK: { ...signals.teacherTopK, logProbs, tail } }
  }
  if (name !== 'features') {
    return { ...signals, [name]: name.endsWith('Views') ? tensors : tensors[0] }
  }
  return {
    ...signals,
    features: signals.features.map((pair, index) => ({ ...pair, [side]: tensors[index]! })),
  }
}

export async function memoryOf(loss: Loss, setting: LossSetting, seed: number): Promise<Memory> {
  const { classes, teacherClasses, tokens, taps } = setting
  const ofTokens = tokens === undefined ? [] : [tokens]
  const given = {
    shapes: {
      studentLogits: [...ofTokens, classes],
      teacherLogits: [...ofTokens, teacherClasses],
      features: taps,
    },
    classes,
    examples: { count: 100, labels: Int32Array.from({ length: 100 }, (_, id) => id % classes) },
    signals: [...loss.needs, ...loss.uses],
    random: seededRandom(seed).child('init'),
  }
  return (await loss.init?.(given)) ?? {}
}

export function contextOf(
  memory: Memory,
  seed: number,
  temperature: number | TemperatureValue = 2,
): LossContext {
  return { ...lossContext(temperature, memory), random: seededRandom(seed).child('step') }
}

/** The loss alone, without the next state. */
export function valueOf(loss: Loss, signals: Signals, context: LossContext): Tensor {
  const result = loss.compute(declaredOnly(loss, signals), context)
  return 'loss' in result ? result.loss : result
}

/** The same signals with each example in another place. */
export function reordered(signals: Signals, order: (tensor: Tensor) => Tensor): Signals {
  const { features, studentViews, teacherViews, teacherTopK, ...plain } = signals
  const moved = Object.fromEntries(Object.entries(plain).map(([name, each]) => [name, order(each)]))
  return {
    ...(moved as unknown as Signals),
    features: features.map(({ student, teacher }) => ({ student: order(student), teacher: order(teacher) })),
    studentViews: studentViews.map(order),
    teacherViews: teacherViews.map(order),
    teacherTopK: {
      indices: order(teacherTopK.indices),
      logProbs: order(teacherTopK.logProbs),
      tail: order(teacherTopK.tail),
    },
  }
}

/** Student equal to the teacher, where their shapes allow it. */
export function matched(signals: Signals): Signals {
  return {
    ...signals,
    studentLogits: signals.teacherLogits,
    studentViews: signals.teacherViews,
    features: signals.features.map(({ teacher }) => ({ student: teacher, teacher })),
  }
}

/** The same signals with the numbers of both networks multiplied: their logits, or their features. */
export function scaled(signals: Signals, of: 'logits' | 'features', by: number): Signals {
  const larger = (each: Tensor) => mul(each, by)
  if (of === 'features') {
    const features = signals.features.map((pair) => ({
      student: larger(pair.student),
      teacher: larger(pair.teacher),
    }))
    return { ...signals, features }
  }
  return {
    ...signals,
    studentLogits: larger(signals.studentLogits),
    teacherLogits: larger(signals.teacherLogits),
    teacherTopK: topTwo(larger(signals.teacherLogits)),
    studentViews: signals.studentViews.map(larger),
    teacherViews: signals.teacherViews.map(larger),
  }
}
