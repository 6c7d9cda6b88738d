import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage, readLayersModel } from '@potstill/formats'
import type { Random, Student } from '@potstill/spec'
import {
  add,
  io,
  memory,
  mul,
  randomUniform,
  scalar,
  serialization,
  setBackend,
  sub,
  sum,
  tensor,
  tidy,
  variableGrads,
  zeros,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core'
import {
  input,
  layers,
  loadLayersModel,
  model,
  sequential,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { fromLayersModel } from './from-layers-model'
import { dropout } from './layers/dropout'

beforeAll(() => setBackend('cpu'))

const keyed = (key: string): Random =>
  ({
    uniform: (name: string, shape: readonly number[]) =>
      randomUniform([...shape], 0, 1, 'float32', `${key}/${name}`),
  }) as unknown as Random

const uniform = (shape: number[], seed: number) => randomUniform(shape, -1, 1, 'float32', seed)

/** 4 inputs, hidden layer of 5 with dropout, 3 logits. */
function small(last: Parameters<typeof layers.dense>[0] = { units: 3 }) {
  return sequential({
    name: 'small',
    layers: [
      layers.dense({ units: 5, activation: 'tanh', inputShape: [4], name: 'hidden' }),
      dropout({ rate: 0.5, name: 'drop' }),
      layers.dense({ name: 'logits', ...last }),
    ],
  })
}

const inference = { taps: [], training: false }

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

  it('reads inputs by name and leaves entries for other networks alone', () => {
    const left = input({ shape: [2], name: 'left' })
    const right = input({ shape: [3], name: 'right' })
    const joined = layers.concatenate({ name: 'joined' }).apply([left, right]) as SymbolicTensor
    const logits = layers.dense({ units: 2, name: 'logits' }).apply(joined) as SymbolicTensor
    const student = fromLayersModel(model({ inputs: [left, right], outputs: logits }), { name: 'two' })
    expect(student.inputShape).toEqual({ left: [2], right: [3] })
    const inputs = { right: uniform([4, 3], 1), left: uniform([4, 2], 2), other: zeros([4]) }
    const { features } = student.forward(inputs, { taps: ['joined'], training: false })
    expect((features.joined!.arraySync() as number[][])[0]).toEqual([
      ...(inputs.left.arraySync() as number[][])[0]!,
      ...(inputs.right.arraySync() as number[][])[0]!,
    ])
    expect(() => student.forward(zeros([4, 5]), inference)).toThrow(
      /\[two\] expected inputs by name: left, right; got one tensor/,
    )
    expect(() => student.forward({ left: inputs.left }, inference)).toThrow(
      /an input named right; got inputs named left/,
    )
    student.dispose()
  })

  it('takes any size where the model does: -1 in shapes', () => {
    const student = fromLayersModel(
      sequential({ layers: [layers.dense({ units: 3, inputShape: [null, 4] as number[], name: 'logits' })] }),
    )
    expect(student.inputShape).toEqual([-1, 4])
    expect(student.logitsShape).toEqual([-1, 3])
    for (const tokens of [2, 7]) {
      expect(student.forward(zeros([1, tokens, 4]), inference).logits.shape).toEqual([1, tokens, 3])
    }
    expect(() => student.forward(zeros([1, 2, 5]), inference)).toThrow(/shape \[B, any, 4\]; got \[1, 2, 5\]/)
    student.dispose()
  })

  it('gives one layer under two taps, the logits too, and a nested model as a tap', () => {
    const inputs = input({ shape: [4] })
    const nested = small()
    nested.name = 'nested'
    const hidden = nested.apply(inputs) as SymbolicTensor
    const logits = layers.dense({ units: 2, name: 'last' }).apply(hidden) as SymbolicTensor
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const student = fromLayersModel(model({ inputs, outputs: logits }), {
      taps: { one: 'nested', other: 'nested', end: 'last' },
    })
    const { features, logits: given } = student.forward(uniform([2, 4], 1), {
      taps: ['one', 'other', 'end'],
      training: false,
    })
    expect(features.one?.shape).toEqual([2, 3])
    expect(features.other?.arraySync()).toEqual(features.one?.arraySync())
    expect(features.end?.arraySync()).toEqual(given.arraySync())
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
    student.dispose()
  })

  it('names the shapes where inputs do not fit', () => {
    const student = fromLayersModel(small())
    expect(() => student.forward(zeros([2, 5]), inference)).toThrow(
      /\[small\] expected inputs of shape \[B, 4\]; got \[2, 5\]/,
    )
    expect(() => student.forward(zeros([4]), inference)).toThrow(/got \[4\]/)
    student.dispose()
  })

  it('names the nearest taps where one is unknown', () => {
    const student = fromLayersModel(small())
    expect(() => student.forward(zeros([1, 4]), { taps: ['hiden'], training: false })).toThrow(
      /got hiden.*use one of hidden/,
    )
    expect(() => fromLayersModel(small(), { taps: { a: 'hiden' } })).toThrow(
      /for the tap a; got hiden.*hidden/,
    )
    expect(() => fromLayersModel(small(), { taps: { a: 'hidden_input' } })).toThrow(/use one of hidden/)
    student.dispose()
  })

  it('refuses softmax and sigmoid inside the last layer, and outputs that are no logits', () => {
    expect(() => fromLayersModel(small({ units: 3, activation: 'softmax' }))).toThrow(
      /expected raw logits.*got activation softmax in the last layer, logits/,
    )
    expect(() => fromLayersModel(small({ units: 1, activation: 'sigmoid' }))).toThrow(/activation sigmoid/)
    const image = sequential({
      layers: [layers.conv2d({ filters: 2, kernelSize: 1, inputShape: [2, 2, 1] })],
    })
    expect(() => fromLayersModel(image)).toThrow(/\[B, C\] or \[B, tokens, C\]; got \[B, 2, 2, 2\]/)
    const inputs = input({ shape: [2] })
    const twice = ['a', 'b'].map((name) => layers.dense({ units: 2, name }).apply(inputs) as SymbolicTensor)
    expect(() => fromLayersModel(model({ inputs, outputs: twice }))).toThrow(
      /one output, the logits; got 2 outputs: a, b/,
    )
  })

  it('steps over a softmax that is a layer of its own', () => {
    for (const last of [
      layers.softmax({ name: 'p' }),
      layers.activation({ activation: 'softmax', name: 'p' }),
    ]) {
      const whole = small()
      whole.add(last)
      const student = fromLayersModel(whole)
      const x = uniform([2, 4], 3)
      const { logits } = student.forward(x, inference)
      const kernel = student.variables[2]?.arraySync() as number[][]
      const hidden = student
        .forward(x, { taps: ['hidden'], training: false })
        .features.hidden?.arraySync() as number[][]
      const first = hidden[0]!.reduce((total, value, index) => total + value * kernel[index]![0]!, 0)
      expect((logits.arraySync() as number[][])[0]![0]).toBeCloseTo(first, 6)
      expect(student.taps).toEqual({ hidden: [5], drop: [5] })
      const copy = student.clone()
      expect(copy.forward(x, inference).logits.arraySync()).toEqual(logits.arraySync())
      copy.dispose()
      student.dispose()
    }
  })

  it('clones with variables of its own that hold the same values', () => {
    const student = fromLayersModel(small(), { taps: { middle: 'hidden' }, name: 'mine' })
    const x = uniform([2, 4], 1)
    const copy = student.clone()
    expect(copy).toMatchObject({ name: 'mine', taps: { middle: [5] }, inputShape: [4], logitsShape: [3] })
    const train = { taps: ['middle'], training: true, random: keyed('a') }
    const before = student.forward(x, train).logits.arraySync()
    expect(copy.forward(x, train).logits.arraySync()).toEqual(before)
    for (const variable of copy.variables) variable.assign(sub(variable, scalar(1)))
    expect(student.forward(x, train).logits.arraySync()).toEqual(before)
    expect(copy.forward(x, train).logits.arraySync()).not.toEqual(before)
    copy.dispose()
    expect(student.forward(x, train).logits.arraySync()).toEqual(before)
    student.dispose()
  })

  it('clones frozen layers as frozen, with their values', () => {
    const frozen = small()
    frozen.layers[0]!.trainable = false
    const student = fromLayersModel(frozen)
    const copy = student.clone()
    const sizes = (of: Student) => [of.variables, of.state].map((list) => list.map(({ shape }) => shape))
    expect(sizes(copy)).toEqual(sizes(student))
    expect(sizes(student)[1]).toEqual([[4, 5], [5]])
    expect(copy.state.map((variable) => variable.arraySync())).toEqual(
      student.state.map((variable) => variable.arraySync()),
    )
    copy.dispose()
    student.dispose()
  })

  it('says which layer cannot be copied', () => {
    class Odd extends layers.Layer {
      static readonly className = 'Odd'
    }
    const odd = sequential({
      layers: [new Odd({ inputShape: [2], name: 'odd' } as never), layers.dense({ units: 2 })],
    })
    expect(() => fromLayersModel(odd).clone()).toThrow(/Unknown layer: Odd.*registerClass/s)
    expect(serialization.SerializationMap.getMap().classNameMap['Odd']).toBeUndefined()
  })

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

  it('saves files that plain TensorFlow.js reads, with the same answers', async () => {
    const student = fromLayersModel(small())
    const storage = memoryStorage()
    await student.save(storage, 'out/student')
    const artifacts = await readLayersModel(storage, 'out/student/model.json')
    expect(JSON.stringify(artifacts.modelTopology)).not.toContain('Potstill')
    expect(JSON.stringify(artifacts.modelTopology)).toContain('"class_name":"Dropout"')
    const loaded = await loadLayersModel(io.fromMemory(artifacts))
    const x = uniform([2, 4], 1)
    expect((loaded.predict(x) as Tensor).arraySync()).toEqual(
      student.forward(x, inference).logits.arraySync(),
    )
    loaded.dispose()
    student.dispose()
  })
})
