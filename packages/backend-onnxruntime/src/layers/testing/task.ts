import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

/** Losses of TensorFlow.js, each with the kind of targets that it is for. */
export const objectives = {
  meanSquaredError: { targets: 'numbers', loss: tf.losses.meanSquaredError },
  absoluteDifference: { targets: 'numbers', loss: tf.losses.absoluteDifference },
  huberLoss: { targets: 'numbers', loss: tf.losses.huberLoss },
  softmaxCrossEntropy: { targets: 'classes', loss: tf.losses.softmaxCrossEntropy },
  sigmoidCrossEntropy: { targets: 'bits', loss: tf.losses.sigmoidCrossEntropy },
  hingeLoss: { targets: 'bits', loss: tf.losses.hingeLoss },
  logLoss: { targets: 'bits', loss: tf.losses.logLoss },
} as const satisfies Record<string, Objective>

interface Objective {
  readonly targets: 'numbers' | 'classes' | 'bits'
  readonly loss: (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor
}

/** A network to be trained on random batches. */
export interface Task {
  /** Makes it on the backend in use. */
  readonly network: () => LayersModel
  /** Kernels of which ONNX Runtime is to compute some when training is eager. */
  readonly native: readonly string[]
  /** Default: mean squared error. */
  readonly objective?: keyof typeof objectives
  /** Default: adam. */
  readonly optimizer?: () => tf.Optimizer
  /** Examples of a batch; default: 16. */
  readonly batch?: number
  /** Inputs are whole numbers from 0 up to this; default: numbers from −1 to 1. */
  readonly vocabulary?: number
}

/**
 * Adam with a much larger ε than usual, so that a step is the longer the larger the gradient: one that is wrong by a
 * factor shows, and one that is zero but for its rounding, and points anywhere, makes no step of full length.
 */
export const adam = () => tf.train.adam(0.05, 0.9, 0.999, 0.1)

export interface Batch {
  readonly inputs: tf.Tensor[]
  readonly targets: tf.Tensor
}

/** A batch of the shapes that the network takes and gives, the same for the same seed. */
export function seededBatch(task: Task, network: LayersModel, seed: number): Batch {
  const { batch = 16, objective = 'meanSquaredError', vocabulary } = task
  const shapeOf = ({ shape }: { readonly shape: (number | null)[] }) => [
    batch,
    ...(shape.slice(1) as number[]),
  ]
  return {
    inputs: network.inputs.map((input, index) =>
      vocabulary === undefined
        ? numbers(shapeOf(input), seed + 100 * index)
        : whole(shapeOf(input), vocabulary, seed + 100 * index),
    ),
    targets: targets(objectives[objective].targets, shapeOf(network.outputs[0]!), seed + 50),
  }
}

function targets(kind: Objective['targets'], shape: number[], seed: number): tf.Tensor {
  if (kind === 'numbers') return numbers(shape, seed)
  if (kind === 'bits') return tf.cast(whole(shape, 2, seed), 'float32')
  return tf.cast(tf.oneHot(whole(shape.slice(0, -1), shape.at(-1)!, seed), shape.at(-1)!), 'float32')
}

function numbers(shape: number[], seed: number): tf.Tensor {
  return tf.randomUniform(shape, -1, 1, 'float32', seed)
}

function whole(shape: number[], end: number, seed: number): tf.Tensor {
  return tf.randomUniform(shape, 0, end, 'int32', seed)
}

/** Gives every weight a value that does not depend on the backend or on chance. */
export function seedWeights(network: LayersModel): void {
  network.setWeights(
    network.getWeights().map((weight, index) => {
      const noise = tf.randomUniform(weight.shape, -1, 1, 'float32', index + 1).dataSync()
      const initial = weight.dataSync()
      // Those of one dimension are biases, scales and variances, whose zeros and ones are sensible.
      const scale = Math.sqrt((3 * weight.shape.at(-1)!) / weight.size)
      const values = initial.map((value, at) =>
        weight.rank < 2 ? value + 0.1 * noise[at]! : scale * noise[at]!,
      )
      return tf.tensor(values, weight.shape)
    }),
  )
}
