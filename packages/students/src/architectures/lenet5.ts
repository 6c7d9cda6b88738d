import { defineStudent, PotstillError, type StudentTask } from '@potstill/spec'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import * as z from 'zod'
import { fromLayersModel } from '../from-layers-model'
import { kernelInitializer } from '../kernel-initializer'
import { dropout as dropoutLayer } from '../layers/dropout'
import { singleInput } from '../single-input'

/**
 * LeNet-5: two convolutions 5×5 (6 and 16 channels), each followed by 2×2 pooling, then dense layers of 120 and 84
 * units, then logits. 61,706 weights for 28×28×1 images and 10 classes.
 *
 * LeCun et al. 1998, "Gradient-based learning applied to document recognition", fig. 2. The defaults are today's usual
 * variant: ReLU, max pooling, padding in the first convolution so that 28×28 images need no border. For the paper's own
 * choices: `{ activation: 'tanh', pooling: 'average', padding: 'valid' }` on 32×32 images. Its scaled tanh, weights in
 * the pooling, sparse connections in the second convolution and radial basis functions at the end are left out.
 *
 * Taps: `conv1` and `conv2` `[B, h, w, channels]` before pooling, `dense1` `[B, 120]`, `dense2` `[B, 84]`, all after the
 * activation. Kernels start He uniform before ReLU, Glorot uniform before tanh and the logits; biases start at 0.
 *
 * Takes images `[h, w, c]`, at least 12×12, or 16×16 with `padding: 'valid'`; others throw a PotstillError.
 *
 * @example
 * const student = await lenet5().build({ inputShape: [28, 28, 1], classes: 10, seed: 1 })
 * student.taps // => { conv1: [28, 28, 6], conv2: [10, 10, 16], dense1: [120], dense2: [84] }
 */
export const lenet5 = defineStudent({
  name: 'lenet5',
  summary: 'LeNet-5: two convolutions with pooling and three dense layers, for small images.',
  source: 'LeCun et al. 1998, doi:10.1109/5.726791',
  options: z.strictObject({
    activation: z
      .enum(['relu', 'tanh'])
      .default('relu')
      .describe('Of all layers but the logits; the paper: tanh.'),
    pooling: z.enum(['max', 'average']).default('max').describe('The paper: average.'),
    padding: z
      .enum(['same', 'valid'])
      .default('same')
      .describe('Of the first convolution; the paper: valid, on images that have a border.'),
    dropout: z.number().min(0).lt(1).default(0).describe('Fraction dropped after each hidden dense layer.'),
  }),
  create: ({ activation, pooling, padding, dropout }) => ({
    build(task) {
      const inputShape = imageShape(task, padding)
      const conv = (
        name: string,
        filters: number,
        rest: { padding: 'same' | 'valid'; inputShape?: number[] },
      ) =>
        layers.conv2d({
          name,
          filters,
          kernelSize: 5,
          activation,
          kernelInitializer: kernelInitializer(task.seed, name, activation),
          ...rest,
        })
      const pool = (name: string) =>
        pooling === 'max'
          ? layers.maxPooling2d({ poolSize: 2, name })
          : layers.averagePooling2d({ poolSize: 2, name })
      const dense = (name: string, units: number) =>
        layers.dense({
          name,
          units,
          activation,
          kernelInitializer: kernelInitializer(task.seed, name, activation),
        })
      const drop = (name: string) => (dropout > 0 ? [dropoutLayer({ rate: dropout, name })] : [])
      const model = sequential({
        name: 'lenet5',
        layers: [
          conv('conv1', 6, { padding, inputShape }),
          pool('pool1'),
          conv('conv2', 16, { padding: 'valid' }),
          pool('pool2'),
          layers.flatten({ name: 'flatten' }),
          dense('dense1', 120),
          ...drop('dropout1'),
          dense('dense2', 84),
          ...drop('dropout2'),
          layers.dense({
            name: 'logits',
            units: task.classes,
            kernelInitializer: kernelInitializer(task.seed, 'logits', 'linear'),
          }),
        ],
      })
      const taps = { conv1: 'conv1', conv2: 'conv2', dense1: 'dense1', dense2: 'dense2' }
      return fromLayersModel(model, { name: 'lenet5', taps })
    },
  }),
})

function imageShape(task: StudentTask, padding: 'same' | 'valid'): number[] {
  const shape = singleInput('lenet5', task, { count: 3, called: '[h, w, c]' })
  const smallest = padding === 'same' ? 12 : 16
  const [height = 0, width = 0] = shape
  if (height >= smallest && width >= smallest) return shape
  throw new PotstillError({
    code: 'students/image-too-small',
    component: 'lenet5',
    expected: `images of at least ${smallest}×${smallest}, so that two convolutions and poolings leave something`,
    received: `${height}×${width}`,
    fix: 'enlarge or pad the images, or choose mlp',
  })
}
