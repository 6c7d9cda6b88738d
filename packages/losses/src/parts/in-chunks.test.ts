import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import {
  dispose,
  grad,
  grads,
  memory,
  mul,
  randomUniform,
  reshape,
  scalar,
  setBackend,
  slice,
  square,
  sum,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { dkdLoss } from '../dkd'
import { softTargetsLoss } from '../soft-targets'
import { farthest } from '../testing/float64'
import { chunkBounds } from './chunk'

beforeAll(() => setBackend('cpu'))

const [batch, tokens, classes] = [2, 9, 60_000]
const count = batch * tokens

/** Values and gradients of a loss with a temperature for each token, and one factor for all. */
function chunked(student: Tensor, teacher: Tensor, temperature: Tensor, squared: Tensor, labels: Tensor) {
  const loss = (z: Tensor, T: Tensor, T2: Tensor) =>
    dkdLoss(z, teacher, labels, { temperature: { student: T, teacher: square(T), squared: T2 } })
  const gradients = grads((z: Tensor, T: Tensor, T2: Tensor) => sum(mul(weights(z), loss(z, T, T2))))
  return [loss(student, temperature, squared), ...gradients([student, temperature, squared])]
}

/** Another factor for each value, so that what comes from above differs from row to row. */
function weights(logits: Tensor): Tensor {
  return slice(
    reshape(randomUniform([batch, tokens], 0.5, 2, 'float32', 7), [batch, -1]),
    [0, 0],
    logits.shape.slice(0, -1),
  )
}

const numbers = (tensor: Tensor): number[] => [...tensor.dataSync()]

describe('a loss in chunks', () => {
  it('has the values and gradients of its rows one by one', () => {
    const student = randomUniform([batch, tokens, classes], -2, 2, 'float32', 1)
    const teacher = randomUniform([batch, tokens, classes], -2, 2, 'float32', 2)
    const temperature = randomUniform([batch, tokens, 1], 1, 2, 'float32', 3)
    const labels = randomUniform([batch, tokens], 0, classes, 'int32', 4)
    const squared = scalar(3)
    expect(chunkBounds(student.shape).length).toBeGreaterThan(5)
    const [value, toStudent, toTemperature, toSquared] = chunked(
      student,
      teacher,
      temperature,
      squared,
      labels,
    )
    let factors = 0
    for (let row = 0; row < count; row++) {
      tidy(() => {
        const at = [Math.floor(row / tokens), row % tokens]
        const rowOf = (tensor: Tensor) =>
          slice(tensor, [...at, 0].slice(0, tensor.rank), [1, 1, -1].slice(0, tensor.rank))
        const upstream = rowOf(weights(student)).dataSync()[0] ?? NaN
        const gradient = grads((z: Tensor, T: Tensor, T2: Tensor) =>
          mul(
            upstream,
            sum(
              dkdLoss(z, rowOf(teacher), rowOf(labels), {
                temperature: { student: T, teacher: square(T), squared: T2 },
              }),
            ),
          ),
        )
        const [z, T, T2] = gradient([rowOf(student), rowOf(temperature), squared])
        const alone = dkdLoss(rowOf(student), rowOf(teacher), rowOf(labels), {
          temperature: { student: rowOf(temperature), teacher: square(rowOf(temperature)), squared },
        })
        expect(farthest(numbers(rowOf(value!)), numbers(alone))).toBe(0)
        expect(farthest(numbers(rowOf(toStudent!)), numbers(z!))).toBe(0)
        expect(rowOf(toTemperature!).dataSync()[0]).toBeCloseTo(T!.dataSync()[0]!, 5)
        factors += T2!.dataSync()[0]!
      })
    }
    expect(farthest([...toSquared!.dataSync()], [factors]) / factors).toBeLessThan(1e-6)
  })

  it('adds up the gradient of a temperature that is one number for all', () => {
    const [student, teacher] = [1, 2].map((seed) =>
      randomUniform([batch * tokens, classes], -2, 2, 'float32', seed),
    ) as [Tensor, Tensor]
    const toTemperature = (from: number, size: number): number =>
      tidy(() => {
        const rows = (tensor: Tensor) => slice(tensor, [from, 0], [size, classes])
        const loss = (T: Tensor) =>
          softTargetsLoss(rows(student), rows(teacher), {
            temperature: { student: T, teacher: T, squared: square(T) },
          })
        return grad((T: Tensor) => sum(loss(T)))(scalar(2)).dataSync()[0]!
      })
    const alone = Array.from({ length: batch * tokens }, (_, row) => toTemperature(row, 1))
    const expected = alone.reduce((total, each) => total + each, 0)
    expect(Math.abs(expected)).toBeGreaterThan(0.1)
    expect(toTemperature(0, batch * tokens) / expected).toBeCloseTo(1, 4)
  })

  it('leaves nothing behind', () => {
    const logits = randomUniform([18, 60_000], -2, 2)
    const labels = randomUniform([18], 0, 60_000, 'int32')
    const before = memory().numTensors
    dispose(grads((z: Tensor) => sum(dkdLoss(z, logits, labels)))([logits]))
    dkdLoss(logits, logits, labels).dispose()
    expect(memory().numTensors).toBe(before)
  })
})

describe('the rows of logits', () => {
  it('are divided so that each is in one chunk, in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 2, max: 2e5 }), (rows, width) => {
        const bounds = chunkBounds([rows, width])
        expect(bounds.length).toBeLessThanOrEqual(128)
        let next = 0
        for (const { from, size } of bounds) {
          expect([from, size > 0]).toEqual([next, true])
          next = from + size
        }
        expect(next).toBe(rows)
      }),
    )
  })

  it('stay together up to four megabytes', () => {
    expect(chunkBounds([1024, 1024])).toEqual([{ from: 0, size: 1024 }])
    // 2^20 + 1024 numbers are 33 times 2^15, rounded up: chunks of ceil(1025 / 33) rows.
    expect(chunkBounds([1025, 1024])).toHaveLength(33)
    expect(chunkBounds([1025, 1024])[0]).toEqual({ from: 0, size: 32 })
  })

  it('of a whole batch of tokens are 128 chunks', () => {
    expect(chunkBounds([32, 128, 50_000])).toHaveLength(128)
  })
})
