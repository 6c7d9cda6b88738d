import { layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers'
import * as tf from '@tensorflow/tfjs-core'

export interface SmallTask {
  readonly network: LayersModel
  readonly inputs: tf.Tensor2D
  readonly labels: tf.Tensor2D
}

/** A dense network with fixed initial weights, and a batch that it can learn. */
export function smallTask({ width = 16, batch = 24, seed = 1 } = {}): SmallTask {
  const initial = (salt: number) => ({ kernelInitializer: initializer(seed + salt) })
  const network = sequential({
    layers: [
      layers.dense({ inputShape: [6], units: width, activation: 'relu', ...initial(1) }),
      layers.dense({ units: width, activation: 'tanh', ...initial(2) }),
      layers.dense({ units: 3, ...initial(3) }),
    ],
  })
  const [inputs, labels] = tf.tidy(() => {
    const points = tf.randomNormal<tf.Rank.R2>([batch, 6], 0, 1, 'float32', seed)
    const classes = tf.argMax(tf.matMul(points, tf.randomNormal([6, 3], 0, 1, 'float32', seed + 9)), 1)
    return [points, tf.oneHot(classes, 3) as tf.Tensor2D]
  }) as [tf.Tensor2D, tf.Tensor2D]
  return { network, inputs, labels }
}

/** A Layers model, or something that is called like one. */
interface Network {
  apply(inputs: tf.Tensor, options: object): unknown
}

/** Mean cross-entropy of the network's logits. */
export function crossEntropy(network: Network, inputs: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  const logits = network.apply(inputs, { training: true }) as tf.Tensor
  return tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1))) as tf.Scalar
}

export function minimizer(optimizer: tf.Optimizer, network: Network) {
  return (inputs: tf.Tensor, labels: tf.Tensor) =>
    optimizer.minimize(() => crossEntropy(network, inputs, labels), true) as tf.Scalar
}

function initializer(seed: number) {
  return { className: 'GlorotUniform', config: { seed } } as unknown as 'glorotUniform'
}
