import '@tensorflow/tfjs-backend-cpu'
import { seededRandom, testLoss } from '@potstill/testkit'
import { setBackend, tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { attentionTransfer, attentionTransferLoss } from './attention-transfer'
import { difference, farthest, mean, normOf, sum, unit } from './testing/float64'

beforeAll(() => setBackend('cpu'))

testLoss(attentionTransfer, {
  describe,
  it,
  options: [{}, { p: 4 }, { variant: 'paper' }],
  taps: [
    { student: [4, 4, 3], teacher: [4, 4, 3] },
    { student: [4, 4, 2], teacher: [2, 2, 5] },
  ],
})

describe('attentionTransfer', () => {
  /** By example and place: values over channels. */
  const drawn = (name: string, channels: number) =>
    seededRandom(4).normal(name, [3, 6, channels]).arraySync() as number[][][]
  const maps = (values: number[][][]) => tensor(values.flat(2), [3, 2, 3, values[0]![0]!.length])

  it.each([1, 2, 3, 4])('compares the powers %i of activations', (p) => {
    const attention = (places: number[][]) =>
      unit(places.map((channels) => sum(channels.map((x) => Math.abs(x) ** p))))
    const [student, teacher] = [drawn('student', 2), drawn('teacher', 5)]
    const apart = student.map((places, example) =>
      difference(attention(places), attention(teacher[example]!)),
    )
    const features = [{ student: maps(student), teacher: maps(teacher) }]
    const code = attentionTransferLoss(features, { p })
    expect(farthest([...code.dataSync()], apart.map((row) => mean(row.map((x) => x ** 2))))).toBeLessThan(1e-6) // prettier-ignore
    const paper = attentionTransferLoss(features, { p, variant: 'paper' })
    expect(farthest([...paper.dataSync()], apart.map(normOf))).toBeLessThan(1e-6)
  })

  it('averages the larger map down first', () => {
    // The student's maps 1 and 3 become 2, where the teacher has a single place: both look there.
    const student = tensor([1, 3], [1, 1, 2, 1])
    const teacher = tensor([-5], [1, 1, 1, 1])
    expect(attentionTransferLoss([{ student, teacher }]).dataSync()[0]).toBe(0)
    // Of (1, 3) and (0, 0), by rows, 2 and 0; the teacher looks at the second: 1² and 1², of which the mean is 1.
    const two = { student: tensor([1, 3, 0, 0], [1, 2, 2, 1]), teacher: tensor([0, 7], [1, 2, 1, 1]) }
    expect(attentionTransferLoss([two]).dataSync()[0]).toBeCloseTo(1, 6)
  })
})
