import '@tensorflow/tfjs-backend-cpu'
import type { Student, StudentTask } from '@potstill/spec'
import { randomUniform, setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { lenet5 } from './lenet5'

beforeAll(() => setBackend('cpu'))

const build = (options: Parameters<typeof lenet5>[0], task: StudentTask) =>
  lenet5(options).build(task) as Student
const parameters = (student: Student) => student.variables.reduce((total, { size }) => total + size, 0)
const digits: StudentTask = { inputShape: [28, 28, 1], classes: 10, seed: 1 }

describe('lenet5', () => {
  it("has the paper's layer sizes: 28×28 → 14×14 → 10×10 → 5×5 → 120 → 84 → 10", () => {
    const student = build({}, digits)
    expect(student).toMatchObject({
      name: 'lenet5',
      inputShape: [28, 28, 1],
      logitsShape: [10],
      taps: { conv1: [28, 28, 6], conv2: [10, 10, 16], dense1: [120], dense2: [84] },
    })
    const convolutions = 6 * (25 + 1) + 16 * (25 * 6 + 1)
    const dense = 120 * (5 * 5 * 16 + 1) + 84 * (120 + 1) + 10 * (84 + 1)
    expect(parameters(student)).toBe(convolutions + dense)
    student.dispose()
  })

  it("has the same sizes on 32×32 images with the paper's choices", () => {
    const student = build(
      { activation: 'tanh', pooling: 'average', padding: 'valid' },
      { ...digits, inputShape: [32, 32, 1] },
    )
    expect(student.taps).toEqual({ conv1: [28, 28, 6], conv2: [10, 10, 16], dense1: [120], dense2: [84] })
    expect(parameters(student)).toBe(61_706)
    const { conv1 } = student.forward(randomUniform([1, 32, 32, 1], 0, 1, 'float32', 1), {
      taps: ['conv1'],
      training: false,
    }).features
    expect(Math.min(...(conv1 as Tensor).dataSync())).toBeLessThan(0)
    student.dispose()
  })

  it('gives features and logits, the same for the same seed', () => {
    const [first, again, other] = [1, 1, 2].map((seed) =>
      build({}, { inputShape: [12, 12, 1], classes: 3, seed }),
    ) as [Student, Student, Student]
    const x = randomUniform([2, 12, 12, 1], 0, 1, 'float32', 5)
    const want = { taps: ['conv1', 'dense2'], training: false }
    const { logits, features } = first.forward(x, want)
    expect(logits.shape).toEqual([2, 3])
    expect(features.conv1?.shape).toEqual([2, 12, 12, 6])
    expect(features.dense2?.shape).toEqual([2, 84])
    expect(again.forward(x, want).logits.arraySync()).toEqual(logits.arraySync())
    expect(other.forward(x, want).logits.arraySync()).not.toEqual(logits.arraySync())
    for (const student of [first, again, other]) student.dispose()
  })

  it('places dropout after the dense layers', () => {
    const student = build({ dropout: 0.5 }, { inputShape: [12, 12, 1], classes: 3, seed: 1 })
    const x = randomUniform([1, 12, 12, 1], 0, 1, 'float32', 5)
    const drawn: string[] = []
    const uniform = (name: string, shape: number[]) => (drawn.push(`${name} ${shape}`), randomUniform(shape))
    student.forward(x, { taps: [], training: true, random: { uniform } as never })
    expect(drawn).toEqual(['dropout1/mask 1,120', 'dropout2/mask 1,84'])
    student.dispose()
  })

  it('refuses images that are too small, and what is no image', () => {
    expect(() => build({}, { ...digits, inputShape: [8, 8, 1] })).toThrow(
      /\[lenet5\] expected images of at least 12×12.*got 8×8.*mlp/,
    )
    expect(() => build({ padding: 'valid' }, { ...digits, inputShape: [15, 28, 1] })).toThrow(
      /16×16.*got 15×28/,
    )
    expect(() => build({}, { ...digits, inputShape: [28, 28] })).toThrow(/shape \[h, w, c\].*got \[28, 28\]/)
    build({ padding: 'valid' }, { ...digits, inputShape: [16, 16, 1] }).dispose()
  })
})
