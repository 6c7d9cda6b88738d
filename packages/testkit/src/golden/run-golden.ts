import type { Loss, LossInit, ProgressTensors, Signals } from '@potstill/spec'
import { addN, scalar, valueAndGrads, type Tensor } from '@tensorflow/tfjs-core'
// tfjs-core alone has no gradients: importing the layers package registers them.
import '@tensorflow/tfjs-layers'
import { lossContext } from '../loss/loss-context'
import { reduced } from '../reduced'
import { seededRandom } from '../seeded-random'
import { tidied } from '../tidied'
import { findFactory, notFound } from './find-component'
import type { GoldenAnswer, GoldenCase, GoldenComponents, GoldenSignals } from './golden-case'
import { temperatureOf } from './temperature-of'
import { runFunction } from './run-function'
import { gradientsBySignal, signalsWith, studentTensors } from './signals'

/**
 * Computes a case of reference values: the value after the trainer's reduction, and the gradient with respect to each signal of the
 * student.
 *
 * @param golden a case, with or without what is expected of it
 * @param components.losses a module of losses (`import * as losses from '@potstill/losses'`), or a list of factories
 * @param components.schedules the same of schedules and temperatures
 *
 * @example
 * import * as losses from '@potstill/losses'
 * import * as schedules from '@potstill/schedules'
 *
 * const logits = { shape: [1, 2], data: [0, 0] }
 * const golden = {
 *   loss: 'crossEntropy',
 *   signals: { studentLogits: logits, labels: [1] },
 * }
 * const { value, gradients } = await runGolden(golden, { losses, schedules })
 * value.toFixed(4) // => Math.log(2).toFixed(4)
 * gradients.studentLogits // => { shape: [1, 2], data: [0.5, -0.5] }
 */
export async function runGolden(
  golden: GoldenCase,
  { losses, schedules }: { readonly losses: GoldenComponents; readonly schedules: GoldenComponents },
): Promise<GoldenAnswer> {
  if (golden.function !== undefined) return runFunction(golden, losses)
  const factory = findFactory<'loss', Loss>(losses, 'loss', golden.loss)
  if (factory === undefined) throw notFound('loss', golden.loss, losses)
  const loss = factory.make(golden.options ?? {})
  const temperatures = await temperatureOf(golden, schedules)
  const signals = golden.signals ?? {}
  const memory = (await loss.init?.(initOf(golden, loss))) ?? {}
  return tidied(() => {
    const objective = (...student: Tensor[]): Tensor => {
      const given = signalsWith(signals, student)
      const values = temperatures(given).map((temperature) => {
        const result = loss.compute(given as Signals, {
          ...lossContext(temperature, memory),
          progress: start(),
        })
        return reduced('loss' in result ? result.loss : result, given.mask)
      })
      return addN(values)
    }
    const { value, grads } = valueAndGrads(objective)(studentTensors(signals))
    return { value: value.dataSync()[0]!, gradients: gradientsBySignal(signals, grads) }
  })
}

function start(): ProgressTensors {
  return { step: scalar(0), epoch: scalar(0), fraction: scalar(0) }
}

/** What a loss is told before step 1. */
function initOf({ signals = {} }: GoldenCase, { needs, uses }: Loss): LossInit {
  const { studentLogits, teacherLogits, features = [] } = signals
  const ofOne = ({ shape }: { readonly shape: readonly number[] }) => shape.slice(1)
  return {
    shapes: {
      studentLogits: studentLogits ? ofOne(studentLogits) : [1],
      ...(teacherLogits && { teacherLogits: ofOne(teacherLogits) }),
      features: features.map(({ student, teacher }) => ({
        student: ofOne(student),
        teacher: ofOne(teacher),
      })),
    },
    classes: studentLogits?.shape.at(-1) ?? 1,
    examples: examplesOf(signals),
    signals: [...needs, ...uses].filter((name) => name in signals),
    random: seededRandom(1),
  }
}

/** How many examples there are, and their labels by id; without ids the batch is all there is, in its order. */
function examplesOf({ studentLogits, features = [], labels, ids }: GoldenSignals): LossInit['examples'] {
  const batch = studentLogits?.shape[0] ?? features[0]?.student.shape[0] ?? 0
  const places = ids === undefined ? Array.from({ length: batch }, (_, index) => index) : (ids as number[])
  const count = Math.max(batch, ...places.map((id) => id + 1))
  if (labels === undefined || labels.some((label) => typeof label !== 'number')) return { count }
  const byId = new Int32Array(count)
  places.forEach((id, index) => {
    byId[id] = labels[index] as number
  })
  return { count, labels: byId }
}
