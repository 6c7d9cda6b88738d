import '@tensorflow/tfjs-backend-cpu'
import { seededRandom, testLoss } from '@potstill/testkit'
import type { Shape } from '@potstill/spec'
import { grads, setBackend, tensor, tensor2d, zeros, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { irg, irgLoss } from './irg'
import { difference, farthest, mean, normOf } from './testing/float64'

beforeAll(() => setBackend('cpu'))

testLoss(irg, {
  describe,
  it,
  options: [{}, { vertexWeight: 0, edgeWeight: 1, transformationWeight: 2 }],
  taps: [
    { student: [4, 4, 2], teacher: [4, 4, 2] },
    { student: [2, 2, 4], teacher: [2, 2, 4] },
    { student: [4], teacher: [4] },
  ],
})

type Network = readonly (readonly number[][])[]

const apart = (one: readonly number[], other: readonly number[]) => normOf(difference(one, other)) ** 2
const relative = (values: readonly number[]) => values.map((value) => value / Math.max(...values))
const edges = (rows: readonly number[][]) =>
  relative(rows.flatMap((one) => rows.map((other) => apart(one, other))))
/** From maps 2 × 2 × 1 to maps 1 × 1 × 2: the mean of the places, and that of the channels. */
const changes = (from: readonly number[][], next: readonly number[][]) =>
  relative(from.map((row, i) => (mean(row) - mean(next[i]!)) ** 2))
const meanSquare = (one: readonly number[], other: readonly number[]) => apart(one, other) / one.length

/** The formula over logits, two maps and pooled features, in float64. */
function formula(student: Network, teacher: Network): number {
  const [logits, first, second, pooled] = student.map((ours, at) => [ours, teacher[at]!] as const)
  const vertex = meanSquare(logits![0].flat(), logits![1].flat())
  const edge = mean([first!, second!, pooled!].map(([s, t]) => meanSquare(edges(s), edges(t))))
  const transformation = meanSquare(changes(first![0], second![0]), changes(first![1], second![1]))
  return 0.1 * vertex + 5 * edge + 5 * transformation
}

const shapes: readonly Shape[] = [[3], [2, 2, 1], [1, 1, 2], [3]]

function drawn(name: string): Network {
  const random = seededRandom(5)
  return shapes.map((shape, at) => {
    const size = shape.reduce((all, each) => all * each, 1)
    return random.normal(`${name} ${at}`, [5, size]).arraySync() as number[][]
  })
}

const tensorsOf = (network: Network) => network.map((rows, at) => tensor(rows.flat(), [5, ...shapes[at]!]))

const lossOf = (student: readonly Tensor[], teacher: readonly Tensor[]) => {
  const features = student.slice(1).map((each, at) => ({ student: each, teacher: teacher[at + 1]! }))
  return irgLoss(student[0]!, teacher[0]!, features)
}

describe('irg', () => {
  it('is its formula', () => {
    const [student, teacher] = [drawn('student'), drawn('teacher')]
    const expected = formula(student, teacher)
    const got = lossOf(tensorsOf(student), tensorsOf(teacher)).dataSync()[0]!
    expect(Math.abs(got - expected)).toBeLessThan(1e-5 * expected)
  })

  it('has the gradient of its formula', () => {
    const [student, teacher] = [drawn('student'), drawn('teacher')]
    const theirs = tensorsOf(teacher)
    const got = grads((...ours: Tensor[]) => lossOf(ours, theirs))(tensorsOf(student))
    const h = 1e-6
    const moved = (part: number, row: number, column: number, by: number) =>
      formula(
        student.map((rows, p) =>
          rows.map((values, r) =>
            values.map((x, c) => (p === part && r === row && c === column ? x + by : x)),
          ),
        ),
        teacher,
      )
    student.forEach((rows, part) => {
      const expected = rows.flatMap((values, row) =>
        values.map((_, column) => (moved(part, row, column, h) - moved(part, row, column, -h)) / (2 * h)),
      )
      const largest = Math.max(...expected.map(Math.abs))
      expect(farthest([...got[part]!.dataSync()], expected)).toBeLessThan(1e-4 * largest)
    })
  })

  it('refuses less than two maps', () => {
    const expected = expect.objectContaining({ code: 'losses/features', component: 'irg' }) as Error
    const logits = tensor2d([[1], [2]])
    const maps = { student: zeros([2, 1, 1, 1]), teacher: zeros([2, 1, 1, 1]) }
    const vectors = { student: logits, teacher: logits }
    for (const features of [[], [maps], [maps, vectors]]) {
      expect(() => irgLoss(logits, logits, features)).toThrow(expected)
    }
  })

  it('refuses a batch of one', () => {
    const logits = tensor2d([[1, 2]])
    const maps = { student: zeros([1, 1, 1, 1]), teacher: zeros([1, 1, 1, 1]) }
    expect(() => irgLoss(logits, logits, [maps, maps])).toThrow(
      expect.objectContaining({ code: 'losses/batch', component: 'irg' }),
    )
  })
})
