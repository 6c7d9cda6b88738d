import '@tensorflow/tfjs-backend-cpu'
import { seededRandom, testLoss } from '@potstill/testkit'
import { setBackend, tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { affinity, affinityLoss } from './affinity'
import { difference, farthest, normOf, sum, unit } from './testing/float64'

beforeAll(() => setBackend('cpu'))

testLoss(affinity, { describe, it })

describe('affinity', () => {
  it('is Σ over channels of ‖ŝŝᵀ − t̂t̂ᵀ‖ / (H · W)', () => {
    const [batch, channels, places] = [2, 3, 4]
    // By example and channel: values over places.
    const drawn = (name: string) =>
      seededRandom(2).normal(name, [batch, channels, places]).arraySync() as number[][][]
    const maps = (values: number[][][]) => {
      const byPlace = values.map((rows) => rows[0]!.map((_, place) => rows.map((row) => row[place]!)))
      return tensor(byPlace.flat(2), [batch, 2, 2, channels])
    }
    const products = (row: number[]) => unit(row).flatMap((x) => unit(row).map((y) => x * y))
    const [student, teacher] = [drawn('student'), drawn('teacher')]
    const expected = student.map((rows, example) =>
      sum(rows.map((row, c) => normOf(difference(products(row), products(teacher[example]![c]!))) / places)),
    )
    const got = affinityLoss([{ student: maps(student), teacher: maps(teacher) }])
    expect(farthest([...got.dataSync()], expected)).toBeLessThan(1e-6)
  })
})
