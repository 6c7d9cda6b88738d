import { defineStudent } from '@potstill/spec'
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import * as z from 'zod'
import { fromLayersModel } from '../from-layers-model'
import { activations, kernelInitializer } from '../kernel-initializer'
import { dropout as dropoutLayer } from '../layers/dropout'
import { singleInput } from '../single-input'

const rate = z.number().min(0).lt(1)

/**
 * A multi-layer perceptron: the input flattened, dense layers, logits.
 *
 * Taps `hidden1`, `hidden2`, … are the hidden layers' outputs `[B, units]`, after the activation and before dropout.
 * Kernels start He uniform before relu, elu, gelu and swish, and Glorot uniform before tanh, sigmoid and the logits;
 * biases start at 0.
 *
 * Takes a task with one input of any shape; others throw a PotstillError.
 *
 * @example
 * const student = await mlp({ hidden: [32] }).build({ inputShape: [28, 28, 1], classes: 10, seed: 1 })
 * student.taps // => { hidden1: [32] }
 * student.logitsShape // => [10]
 */
export const mlp = defineStudent({
  name: 'mlp',
  summary: 'A multi-layer perceptron: dense layers on the flattened input.',
  options: z.strictObject({
    hidden: z
      .array(z.int().positive())
      .default([32])
      .describe('Units of each hidden layer; none: a linear classifier.'),
    activation: z.enum(activations).default('relu').describe('Of the hidden layers.'),
    dropout: z
      .union([rate, z.strictObject({ input: rate.default(0), hidden: rate.default(0) })])
      .default(0)
      .describe('Fraction dropped after each hidden layer, or { input, hidden } to drop inputs too.'),
  }),
  create: ({ hidden, activation, dropout }) => {
    const rates = typeof dropout === 'number' ? { input: 0, hidden: dropout } : dropout
    return {
      build(task) {
        const shape = singleInput('mlp', task)
        const inputs = input({ shape, name: 'inputs' })
        let x = inputs
        const add = (layer: layers.Layer) => (x = layer.apply(x) as SymbolicTensor)
        if (shape.length > 1) add(layers.flatten({ name: 'flatten' }))
        if (rates.input > 0) add(dropoutLayer({ rate: rates.input, name: 'inputDropout' }))
        for (const [index, units] of hidden.entries()) {
          const name = `hidden${index + 1}`
          const kernelInitial = kernelInitializer(task.seed, name, activation)
          add(layers.dense({ units, activation, kernelInitializer: kernelInitial, name }))
          if (rates.hidden > 0) add(dropoutLayer({ rate: rates.hidden, name: `dropout${index + 1}` }))
        }
        const kernelInitial = kernelInitializer(task.seed, 'logits', 'linear')
        add(layers.dense({ units: task.classes, kernelInitializer: kernelInitial, name: 'logits' }))
        const taps = Object.fromEntries(
          hidden.map((_, index) => [`hidden${index + 1}`, `hidden${index + 1}`]),
        )
        return fromLayersModel(model({ inputs, outputs: x, name: 'mlp' }), { name: 'mlp', taps })
      },
    }
  },
})
