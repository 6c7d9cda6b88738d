import '@tensorflow/tfjs-backend-cpu'
import {
  add,
  memory,
  mul,
  setBackend,
  sum,
  tensor,
  tidy,
  variableGrads,
  zeros,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { fromLayersModel } from './from-layers-model'
import { inference, keyed, small, uniform } from './testing/small-model'
import { withCompiler } from './testing/with-compiler'

beforeAll(() => setBackend('cpu'))

describe('fromLayersModel', () => {
  it('tells shapes, taps and variables', () => {
    const student = fromLayersModel(small())
    expect(student).toMatchObject({
      kind: 'student',
      name: 'small',
      specVersion: 1,
      inputShape: [4],
      logitsShape: [3],
      taps: { hidden: [5], drop: [5] },
    })
    expect(student.variables.map(({ shape }) => shape)).toEqual([[4, 5], [5], [5, 3], [3]])
    expect(student.state).toEqual([])
    student.dispose()
  })

  it('gives the same logits with and without taps, and features that lead to the logits', () => {
    const student = fromLayersModel(small(), { taps: { middle: 'hidden' } })
    const x = uniform([2, 4], 1)
    const alone = student.forward(x, inference)
    const tapped = student.forward(x, { taps: ['middle'], training: false })
    expect(alone.features).toEqual({})
    expect(tapped.logits.arraySync()).toEqual(alone.logits.arraySync())
    const features = tapped.features.middle?.arraySync() as number[][]
    const [kernel, bias] = student.variables.slice(2).map((variable) => variable.arraySync()) as [
      number[][],
      number[],
    ]
    const expected = features.map((row) =>
      bias.map((start, unit) =>
        row.reduce((total, value, index) => total + value * (kernel[index]?.[unit] ?? 0), start),
      ),
    )
    for (const [index, row] of (tapped.logits.arraySync() as number[][]).entries()) {
      for (const [unit, value] of row.entries())
        expect(value).toBeCloseTo(expected[index]?.[unit] ?? Number.NaN, 6)
    }
    student.dispose()
  })

  it('hands random to dropout: masks repeat by key and change from step to step', () => {
    const student = fromLayersModel(small())
    const x = uniform([6, 4], 1)
    const logits = (key: string) =>
      student.forward(x, { taps: [], training: true, random: keyed(key) }).logits.arraySync()
    expect(logits('step 1')).toEqual(logits('step 1'))
    expect(logits('step 1')).not.toEqual(logits('step 2'))
    expect(() => student.forward(x, { taps: [], training: true })).toThrow(/keyed random numbers/)
    student.dispose()
  })

  it('carries gradients from logits and taps to every variable, dropout included', () => {
    const student = fromLayersModel(small())
    const x = uniform([2, 4], 1)
    const loss = () =>
      tidy(() => {
        const { logits, features } = student.forward(x, {
          taps: ['hidden'],
          training: true,
          random: keyed('a'),
        })
        return add(sum(mul(logits, logits)), sum(mul(features.hidden as Tensor, 0.5))) as Scalar
      })
    const { grads } = variableGrads(loss, [...student.variables])
    const step = 1e-2
    for (const variable of student.variables) {
      const gradient = grads[variable.name]?.dataSync() ?? []
      const original = variable.clone()
      for (const index of [0, variable.size - 1]) {
        const shifted = (by: number) => {
          const values = original.dataSync().slice()
          values[index] = (values[index] ?? 0) + by
          variable.assign(tensor(values, variable.shape))
          return loss().dataSync()[0] ?? Number.NaN
        }
        const difference = (shifted(step) - shifted(-step)) / (2 * step)
        variable.assign(original)
        expect(gradient[index]).toBeCloseTo(difference, 2)
      }
    }
    student.dispose()
  })

  it('carries the gradient of a tap alone to the variables below it', () => {
    const student = fromLayersModel(small())
    const x = uniform([2, 4], 1)
    const { grads } = variableGrads(
      () =>
        sum(student.forward(x, { taps: ['hidden'], training: false }).features.hidden as Tensor) as Scalar,
      student.variables.slice(0, 2),
    )
    expect(Object.values(grads).every((gradient) => gradient.dataSync().some((value) => value !== 0))).toBe(
      true,
    )
    student.dispose()
  })

  it('updates batch norm statistics in training only, and lists them as state', () => {
    const student = fromLayersModel(
      sequential({
        layers: [
          layers.batchNormalization({ inputShape: [2], name: 'norm' }),
          layers.dense({ units: 2, name: 'logits' }),
        ],
      }),
    )
    expect(student.state.map(({ shape }) => shape)).toEqual([[2], [2]])
    expect(student.variables).toHaveLength(4)
    const x = tensor([
      [1, 2],
      [3, 6],
    ])
    const statistics = () => student.state.map((variable) => variable.arraySync())
    const before = statistics()
    student.forward(x, inference)
    expect(statistics()).toEqual(before)
    student.forward(x, { taps: [], training: true })
    // Mean [2, 4], momentum 0.99: 0.01 · mean.
    expect((statistics()[0] as number[])[0]).toBeCloseTo(0.02, 6)
    expect((statistics()[0] as number[])[1]).toBeCloseTo(0.04, 6)
    student.dispose()
  })

  it('speaks for the student where inputs or taps do not fit', () => {
    const student = fromLayersModel(small(), { name: 'mine' })
    expect(() => student.forward(zeros([2, 5]), inference)).toThrow(
      /\[mine\] expected inputs of shape \[B, 4\]; got \[2, 5\].*build the student for the shape they have/,
    )
    expect(() => student.forward(zeros([1, 4]), { taps: ['hiden'], training: false })).toThrow(
      /\[mine\].*got hiden.*use one of hidden/,
    )
    expect(() => fromLayersModel(small(), { taps: { a: 'hiden' } })).toThrow(
      /for the tap a; got hiden.*hidden/,
    )
    student.dispose()
  })

  it('frees what was compiled for it', () =>
    withCompiler((alive) => {
      const student = fromLayersModel(small())
      student.forward(uniform([2, 4], 1), inference)
      expect(alive()).toBe(1)
      student.dispose()
      expect(alive()).toBe(0)
    }))

  it('leaves no tensors behind: two alive at once, forward passes, clone, dispose twice', () => {
    const before = memory()
    const first = fromLayersModel(small())
    const second = fromLayersModel(small())
    const third = second.clone()
    expect(memory().numTensors - before.numTensors).toBe(12)
    expect(
      new Set([first, second, third].flatMap(({ variables }) => variables.map(({ name }) => name))).size,
    ).toBe(12)
    tidy(() => {
      const x = uniform([2, 4], 1)
      for (const student of [first, second, third]) {
        student.forward(x, inference)
        student.forward(x, { taps: ['hidden', 'drop'], training: true, random: keyed('a') })
      }
    })
    expect(memory().numTensors - before.numTensors).toBe(12)
    for (const student of [first, second, third, first]) student.dispose()
    expect(memory().numTensors).toBe(before.numTensors)
  })
})
