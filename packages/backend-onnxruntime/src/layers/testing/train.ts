import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { compile } from '../../compile'
import type { OnnxruntimeBackend } from '../../onnxruntime-backend'
import { adam, objectives, seededBatch, seedWeights, type Task } from './task'

/** What came of training a network. */
export interface Trained {
  readonly losses: readonly number[]
  /** All weights, those that are not trained among them, by their names. */
  readonly weights: ReadonlyMap<string, Numbers>
  /** The weights before the first step. */
  readonly initial: ReadonlyMap<string, Numbers>
  /** What the network answers afterwards, in inference, to a batch that it has not seen. */
  readonly outputs: Numbers
}

export type Numbers = ArrayLike<number>

/** Steps of a training, each on a batch of its own. */
const steps = 6

type Step = (inputs: tf.Tensor[], targets: tf.Tensor) => tf.Tensor
type Answer = (inputs: tf.Tensor[]) => tf.Tensor

/** Trains on the cpu backend of TensorFlow.js. */
export async function trainOnCpu(task: Task): Promise<Trained> {
  await tf.setBackend('cpu')
  return train(
    task,
    (step) => step,
    (answer) => answer,
  )
}

/** Trains on ONNX Runtime, operation by operation. `native` are the kernels that ONNX Runtime has computed. */
export async function trainEagerly(task: Task): Promise<Trained & { readonly native: ReadonlySet<string> }> {
  await tf.setBackend('onnxruntime')
  const backend = tf.backend() as OnnxruntimeBackend
  const native = new Set<string>()
  backend.recorder = { add: ({ kernel, place }) => void (place === 'onnxruntime' && native.add(kernel)) }
  try {
    return {
      ...train(
        task,
        (step) => step,
        (answer) => answer,
      ),
      native,
    }
  } finally {
    backend.recorder = undefined
  }
}

/** Trains with a compiled step, and compiles the inference. `runs` counts what the step's function has run at each step. */
export async function trainCompiled(task: Task): Promise<Trained & { readonly runs: readonly number[] }> {
  await tf.setBackend('onnxruntime')
  const runs: number[] = []
  let count = 0
  const compiled: { dispose(): void }[] = []
  const trained = train(
    task,
    (step) => {
      const callable = compile((inputs: tf.Tensor[], targets: tf.Tensor) => {
        count++
        return step(inputs, targets)
      })
      compiled.push(callable)
      return (inputs, targets) => {
        const loss = callable(inputs, targets)
        runs.push(count)
        return loss
      }
    },
    (answer) => {
      const callable = compile(answer)
      compiled.push(callable)
      return callable
    },
  )
  for (const callable of compiled) callable.dispose()
  return { ...trained, runs }
}

function train(task: Task, stepBy: (step: Step) => Step, answerBy: (answer: Answer) => Answer): Trained {
  const network = task.network()
  seedWeights(network)
  const initial = weightsOf(network)
  const optimizer = (task.optimizer ?? adam)()
  const { loss } = objectives[task.objective ?? 'meanSquaredError']
  const step = stepBy((inputs, targets) => {
    const lossNow = () => loss(targets, network.apply(inputs, { training: true }) as tf.Tensor) as tf.Scalar
    return optimizer.minimize(lossNow, true) as tf.Scalar
  })
  const answer = answerBy((inputs) => network.predict(inputs) as tf.Tensor)
  const losses = Array.from({ length: steps }, (_, index) =>
    tf.tidy(() => {
      const { inputs, targets } = seededBatch(task, network, index + 1)
      return step(inputs, targets).dataSync()[0]!
    }),
  )
  const outputs = tf.tidy(() => answer(seededBatch(task, network, 0).inputs).dataSync())
  const trained = { losses, initial, weights: weightsOf(network), outputs }
  network.dispose()
  optimizer.dispose()
  return trained
}

function weightsOf(network: LayersModel): ReadonlyMap<string, Numbers> {
  const values = network.getWeights().map((weight) => weight.dataSync().slice())
  return new Map(
    network.weights.map(({ originalName }, index) => [`${index} ${originalName}`, values[index]!]),
  )
}
