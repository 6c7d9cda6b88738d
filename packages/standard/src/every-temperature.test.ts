import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { losses } from '@potstill/losses'
import { temperatures } from '@potstill/schedules'
import type { Loss, Signals, TemperatureValue } from '@potstill/spec'
import { lossContext, resolveTemperature, seededRandom } from '@potstill/testkit'
import {
  addN,
  argMax,
  exp,
  grad,
  logSoftmax,
  setBackend,
  slice,
  sub,
  sum,
  tidy,
  topk,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'

beforeAll(() => setBackend('cpu'))

const lossOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  sparseTopK: { missing: 'tail' },
}

const temperatureOptions: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  entropyMatching: [{ student: 'own' }],
  learnedTemperature: [{}, { per: 'example' }],
  separate: [{ student: 2, teacher: 3 }],
  several: [{ temperatures: [2, 4] }],
}

const softened = losses
  .map((factory) => factory.make(lossOptions[factory.name] ?? {}))
  .filter(({ traits }) => traits.softened)

const tried = temperatures.flatMap(({ name, make }) =>
  (temperatureOptions[name] ?? [{}]).map((options) => [name, options, make(options)] as const),
)

/** Losses that relate the examples of a batch take no tokens. */
const shapesOf = ({ traits }: Loss) => (traits.perExample ? [[3, 5], [2, 4, 5]] : [[3, 5]]) // prettier-ignore

function signalsOf(shape: readonly number[]): Partial<Signals> {
  const random = seededRandom(3)
  const [studentLogits, teacherLogits] = [
    random.normal('student', shape, 0, 3),
    random.normal('teacher', shape, 0, 3),
  ]
  const { values: logProbs, indices } = topk(logSoftmax(teacherLogits), 3)
  const tail = sub(1, sum(exp(logProbs), -1))
  const labels = argMax(random.normal('labels', shape), -1)
  return { studentLogits, teacherLogits, teacherTopK: { logProbs, indices, tail }, labels }
}

/** Added up over the temperatures, as the trainer does. */
function valueOf(loss: Loss, signals: Partial<Signals>, values: readonly TemperatureValue[]): Tensor {
  return addN(
    values.map((value) => {
      const given = loss.compute(signals as Signals, lossContext(value))
      return 'loss' in given ? given.loss : given
    }),
  )
}

describe.each(tried)('temperature %s %o', (_, __, temperature) => {
  it.each(softened.map((loss) => [loss.name, loss] as const))('softens %s', async (name, loss) => {
    const memory = await temperature.init?.({ classes: 5, random: seededRandom(5) })
    for (const shape of shapesOf(loss)) {
      const signals = signalsOf(shape)
      const resolved = (from: Partial<Signals>) =>
        resolveTemperature(temperature, from, {
          variables: memory?.trainable ?? {},
          state: memory?.state ?? {},
        }).temperatures
      const value = valueOf(loss, signals, resolved(signals))
      expect(value.shape).toEqual(loss.traits.perExample ? shape.slice(0, -1) : [])
      const gradient = grad((studentLogits: Tensor) => {
        const now = { ...signals, studentLogits }
        return sum(valueOf(loss, now, resolved(now)))
      })(signals.studentLogits!)
      const numbers = [...value.dataSync(), ...gradient.dataSync()]
      expect(numbers.every(Number.isFinite)).toBe(true)
      expect(Math.max(...gradient.dataSync().map(Math.abs))).toBeGreaterThan(0)
      if (!loss.traits.perExample || shape.length !== 2) continue
      // Each example has its own temperature: alone it has the same value.
      const alone = tidy(() => {
        const first = Object.fromEntries(
          Object.entries(signals).map(([signal, of]) => [signal, firstOf(of as Tensor)]),
        ) as Partial<Signals>
        return valueOf(loss, first, resolved(first)).dataSync()[0]!
      })
      expect(alone, name).toBeCloseTo(value.dataSync()[0]!, 4)
    }
  })
})

/** The first example of a tensor, or of each tensor in an object. */
function firstOf(of: Tensor | Readonly<Record<string, Tensor>>): unknown {
  if ('dataId' in of) {
    const tensor = of as Tensor
    return slice(tensor, 0, 1)
  }
  return Object.fromEntries(Object.entries(of).map(([key, tensor]) => [key, firstOf(tensor)]))
}
