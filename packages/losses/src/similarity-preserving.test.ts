import '@tensorflow/tfjs-backend-cpu'
import { seededRandom, testLoss } from '@potstill/testkit'
import { setBackend, tensor, tensor2d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { similarityPreserving, similarityPreservingLoss } from './similarity-preserving'
import { difference, dot, sum, unit } from './testing/float64'

beforeAll(() => setBackend('cpu'))

testLoss(similarityPreserving, { describe, it, options: [{}, { variant: 'torchdistill' }] })

const rows = {
  paper: unit,
  torchdistill: (row: readonly number[]) => row.map((x) => x / sum(row.map(Math.abs))),
}

describe('similarityPreserving', () => {
  it.each(['paper', 'torchdistill'] as const)('compares rows of products: %s', (variant) => {
    const drawn = (name: string, size: number) =>
      seededRandom(10).normal(name, [4, size]).arraySync() as number[][]
    const [student, teacher] = [drawn('student', 6), drawn('teacher', 3)]
    const products = (examples: number[][]) =>
      examples.flatMap((one) => rows[variant](examples.map((other) => dot(one, other))))
    const squares = difference(products(student), products(teacher)).map((x) => x ** 2)
    // Maps are taken as rows.
    const pair = { student: tensor(student.flat(), [4, 1, 2, 3]), teacher: tensor2d(teacher) }
    expect(similarityPreservingLoss([pair], { variant }).dataSync()[0]).toBeCloseTo(sum(squares) / 16, 6)
  })
})
