import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { compile, registerBackend } from '../../index'
import { loadRuntime } from '../../runtime/load-runtime'

/*
 * Trains two small networks on cpu and on the onnxruntime-node that is found from here, eagerly and compiled, and writes by
 * how much the losses differ at most, as JSON.
 *
 *     node versions.mjs
 */

const steps = 6
const batch = 32

const networks: Readonly<Record<string, () => LayersModel>> = {
  mlp: () =>
    sequential({
      layers: [
        layers.dense({ units: 100, activation: 'relu', inputShape: [40] }),
        layers.dense({ units: 5 }),
      ],
    }),
  cnn: () =>
    sequential({
      layers: [
        layers.conv2d({
          filters: 16,
          kernelSize: 3,
          padding: 'same',
          activation: 'relu',
          inputShape: [12, 12, 3],
        }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', useBias: false }),
        layers.batchNormalization({}),
        layers.flatten(),
        layers.dense({ units: 5 }),
      ],
    }),
}

function seeded(shape: number[], seed: number, scale = 1): tf.Tensor {
  return tf.randomUniform(shape, -scale, scale, 'float32', seed)
}

async function losses(make: () => LayersModel, backend: string, compiled: boolean): Promise<number[]> {
  await tf.setBackend(backend)
  const network = make()
  network.setWeights(
    network
      .getWeights()
      .map((weight, seed) => (weight.rank < 2 ? weight : seeded(weight.shape, seed + 1, 0.2))),
  )
  // With a large ε, so that gradients that are zero but for rounding stay small steps.
  const optimizer = tf.train.adam(0.01, 0.9, 0.999, 1e-3)
  const step = (x: tf.Tensor, y: tf.Tensor) =>
    optimizer.minimize(
      () => tf.losses.softmaxCrossEntropy(y, network.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
      true,
    ) as tf.Scalar
  const run = compiled ? compile(step) : step
  const shape = [batch, ...((network.inputs[0] as SymbolicTensor).shape.slice(1) as number[])]
  const labels = tf.tensor1d(
    Array.from({ length: batch }, (_, index) => index % 5),
    'int32',
  )
  const answer = Array.from({ length: steps }, (_, index) =>
    tf.tidy(() => run(seeded(shape, 100 + index), tf.oneHot(labels, 5)).dataSync()[0] as number),
  )
  tf.disposeVariables()
  return answer
}

const { version, stops } = await loadRuntime()
await registerBackend({ threads: 2 })
const apart: Record<string, number> = {}
for (const [name, make] of Object.entries(networks)) {
  const expected = await losses(make, 'cpu', false)
  for (const compiled of [false, true]) {
    const got = await losses(make, 'onnxruntime', compiled)
    const differences = got.map((loss, index) => Math.abs(loss / (expected[index] as number) - 1))
    apart[`${name} ${compiled ? 'compiled' : 'eager'}`] = Math.max(...differences)
  }
}
process.stdout.write(JSON.stringify({ version, stops, apart }))
