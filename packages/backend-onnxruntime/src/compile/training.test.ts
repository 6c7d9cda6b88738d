import * as tf from '@tensorflow/tfjs-core'
import { layers } from '@tensorflow/tfjs-layers'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { compile } from '../compile'
import { registerBackend } from '../register-backend'
import { crossEntropy, minimizer, smallTask, type SmallTask } from '../testing/small-network'

beforeAll(() => registerBackend({ threads: 1 }))
beforeEach(() => tf.setBackend('onnxruntime'))
afterEach(() => tf.disposeVariables())

/** With what their slots start from. */
const optimizers: readonly [string, () => tf.Optimizer, number][] = [
  ['sgd', () => tf.train.sgd(0.1), 0],
  ['momentum', () => tf.train.momentum(0.05, 0.9), 0],
  ['nesterov', () => tf.train.momentum(0.05, 0.9, true), 0],
  ['adam', () => tf.train.adam(0.01), 0],
  ['adamax', () => tf.train.adamax(0.01), 0],
  ['adagrad', () => tf.train.adagrad(0.05, 0.25), 0.25],
  ['adadelta', () => tf.train.adadelta(0.5), 0],
  ['rmsprop', () => tf.train.rmsprop(0.005), 0],
]

const weightsOf = ({ network }: SmallTask) => network.getWeights().map((weight) => [...weight.dataSync()])

/** The largest difference, relative to the larger of 1 and the number. */
function farthest(one: readonly number[][], other: readonly number[][]): number {
  const differences = one.flatMap((values, i) =>
    values.map((value, k) => Math.abs(value - other[i]![k]!) / Math.max(1, Math.abs(value))),
  )
  return differences.some(Number.isNaN) ? Infinity : Math.max(...differences)
}

describe.each(optimizers)('a step with %s', (_, optimizer, start) => {
  it('is the eager one, from the first on, and 200 of them are', () => {
    const [eager, compiled] = [smallTask(), smallTask()]
    expect(weightsOf(compiled)).toEqual(weightsOf(eager))
    const [stepEagerly, plainStep] = [
      minimizer(optimizer(), eager.network),
      minimizer(optimizer(), compiled.network),
    ]
    const step = compile(plainStep)
    const losses: number[][] = []
    for (let i = 0; i < 200; i++) {
      const pair = tf.tidy(() => [
        stepEagerly(eager.inputs, eager.labels).dataSync()[0]!,
        step(compiled.inputs, compiled.labels).dataSync()[0]!,
      ])
      losses.push(pair)
      if (i === 0) expect(farthest(weightsOf(eager), weightsOf(compiled))).toBeLessThan(1e-5)
    }
    const apart = losses.map(([one, other]) => Math.abs(one! - other!))
    expect(Math.max(...apart.slice(0, 10))).toBeLessThan(1e-5)
    expect(Math.max(...apart)).toBeLessThan(1e-3)
    expect(farthest(weightsOf(eager), weightsOf(compiled))).toBeLessThan(1e-3)
    // It has learnt, so the comparison is not one of two standstills.
    expect(losses.at(-1)![1]).toBeLessThan(0.9 * losses[0]![1]!)
    step.dispose()
  })

  it('is no step while it is captured, and keeps the slots as they are made', () => {
    const task = smallTask()
    const rule = optimizer()
    const before = weightsOf(task)
    const known = new Set(Object.keys(tf.engine().registeredVariables))
    // Numbers that are read end the capture after everything that would change a variable.
    const step = compile((inputs: tf.Tensor, labels: tf.Tensor) => {
      const loss = minimizer(rule, task.network)(inputs, labels)
      loss.dataSync()
      return loss
    })
    expect(() => step(task.inputs, task.labels)).toThrow(
      expect.objectContaining({ code: 'onnx/read-in-capture' }),
    )
    expect(weightsOf(task)).toEqual(before)
    const slots = Object.values(tf.engine().registeredVariables).filter(({ name }) => !known.has(name))
    expect(slots.length).toBe(slotsPerWeight(rule) * before.length)
    for (const slot of slots) expect(new Set(slot.dataSync())).toEqual(new Set([start]))
  })
})

function slotsPerWeight(rule: tf.Optimizer): number {
  const name = rule.getClassName()
  if (name === 'SGD') return 0
  // Plain rmsprop has a slot for the mean of the gradients too, and does not use it.
  if (name === 'RMSProp') return 2
  return ['Momentum', 'Adagrad'].includes(name) ? 1 : 2
}

describe('a compiled training step', () => {
  it('goes on from a state that was set, as the eager one does', () => {
    const [eager, compiled] = [smallTask(), smallTask()]
    const [one, other] = [tf.train.adam(0.01), tf.train.adam(0.01)]
    const stepEagerly = minimizer(one, eager.network)
    const step = compile(minimizer(other, compiled.network))
    const take = () =>
      tf.tidy(() => {
        stepEagerly(eager.inputs, eager.labels)
        step(compiled.inputs, compiled.labels)
      })
    for (let i = 0; i < 3; i++) take()
    const { network } = smallTask({ seed: 5 })
    for (const task of [eager, compiled]) task.network.setWeights(network.getWeights())
    for (let i = 0; i < 3; i++) take()
    expect(farthest(weightsOf(eager), weightsOf(compiled))).toBeLessThan(1e-5)
    step.dispose()
  })

  it('builds layers that are built by their first use', () => {
    const [hidden, output] = [layers.dense({ units: 4, activation: 'relu' }), layers.dense({ units: 3 })]
    const network = { apply: (x: tf.Tensor) => output.apply(hidden.apply(x)) as tf.Tensor }
    const { inputs, labels } = smallTask()
    const minimize = minimizer(tf.train.sgd(0.1), network)
    const step = compile((inputs: tf.Tensor, labels: tf.Tensor) => {
      // minimize looks for variables before it calls anything.
      network.apply(inputs)
      return minimize(inputs, labels)
    })
    const first = step(inputs, labels).dataSync()[0]!
    const weights = [hidden, output].flatMap((layer) => layer.getWeights())
    expect(weights.map(({ shape }) => shape)).toEqual([[6, 4], [4], [4, 3], [3]])
    for (let i = 0; i < 30; i++) step(inputs, labels).dispose()
    expect(step(inputs, labels).dataSync()[0]).toBeLessThan(first)
    step.dispose()
  })

  it('sees a teacher that follows the student', () => {
    const student = smallTask()
    const teacher = smallTask({ seed: 3 })
    const loss = (teacherLogits: tf.Tensor, studentLogits: tf.Tensor) =>
      tf.mean(tf.square(tf.sub(teacherLogits, studentLogits)))
    const distil = (inputs: tf.Tensor) =>
      loss(teacher.network.apply(inputs) as tf.Tensor, student.network.apply(inputs) as tf.Tensor)
    const step = compile(distil)
    for (let i = 0; i < 4; i++) {
      tf.tidy(() => {
        expect(step(student.inputs).dataSync()[0]).toBeCloseTo(distil(student.inputs).dataSync()[0]!, 5)
        const weights = teacher.network.getWeights()
        const followed = weights.map((weight, k) =>
          tf.add(tf.mul(weight, 0.9), tf.mul(student.network.getWeights()[k]!, 0.1)),
        )
        teacher.network.setWeights(followed)
      })
    }
    step.dispose()
  })

  it('sees what eager training makes of weights that it only reads', () => {
    const { network, inputs, labels } = smallTask()
    const train = minimizer(tf.train.adam(0.01), network)
    const evaluate = compile(crossEntropy.bind(undefined, network))
    const losses = Array.from({ length: 4 }, () =>
      tf.tidy(() => [
        evaluate(inputs, labels).dataSync()[0]!,
        // What a step reports is the loss before it.
        train(inputs, labels).dataSync()[0]!,
      ]),
    )
    for (const [compiled, eager] of losses) expect(compiled).toBeCloseTo(eager!, 5)
    expect(losses.at(-1)![0]).toBeLessThan(losses[0]![0]!)
    evaluate.dispose()
  })

  it('gives the same numbers bit for bit when it is repeated', () => {
    const losses = [1, 2].map(() => {
      const task = smallTask()
      const step = compile(minimizer(tf.train.adam(0.01), task.network))
      const seen = Array.from({ length: 20 }, () =>
        tf.tidy(() => step(task.inputs, task.labels).dataSync()[0]!),
      )
      step.dispose()
      return [seen, weightsOf(task)]
    })
    expect(losses[0]).toEqual(losses[1])
  })

  it('leaves variables that did not have to be made alone: evaluation is compiled beside training', () => {
    const task = smallTask()
    const step = compile(minimizer(tf.train.sgd(0.1), task.network))
    const evaluate = compile((inputs: tf.Tensor, labels: tf.Tensor) =>
      crossEntropy(task.network, inputs, labels),
    )
    for (let i = 0; i < 3; i++) {
      tf.tidy(() => {
        const before = evaluate(task.inputs, task.labels).dataSync()[0]!
        // The loss that a step reports is that before it.
        expect(step(task.inputs, task.labels).dataSync()[0]).toBeCloseTo(before, 5)
      })
    }
    for (const f of [step, evaluate]) f.dispose()
  })
})
