import '@tensorflow/tfjs-layers'
import { compile, registerBackend } from '@potstill/backend-onnxruntime'
import { jsDistanceLoss, sparseTopKLoss, universalLoss } from '@potstill/losses'
import {
  dispose,
  exp,
  grads,
  logSoftmax,
  randomUniform,
  scalar,
  setBackend,
  square,
  sub,
  sum,
  topk,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'

beforeAll(async () => {
  await registerBackend()
  await setBackend('onnxruntime')
})

type Softened = (student: Tensor, teacher: Tensor, options: { readonly temperature: Temperature }) => Tensor
type Temperature = { readonly student: Tensor; readonly teacher: Tensor; readonly squared: Tensor }

/** The gradients at the logits and at a learned temperature. */
const stepOf = (loss: Softened) => (student: Tensor, teacher: Tensor, temperature: Tensor) =>
  grads((z: Tensor, T: Tensor) =>
    sum(loss(z, teacher, { temperature: { student: T, teacher: T, squared: square(T) } })),
  )([student, temperature])

/** From the sixteen largest entries of logits, of which nothing is learned. */
const sparseLoss: Softened = (student, teacher, options) => {
  const { values: logProbs, indices } = topk(logSoftmax(teacher), 16)
  const tail = sub(1, sum(exp(logProbs), -1))
  return sparseTopKLoss(student, { indices, logProbs, tail }, { missing: 'tail', ...options })
}

it.each([
  ['jsDistance', jsDistanceLoss],
  ['sparseTopK', sparseLoss],
  ['universal', universalLoss],
] as const)('a loss that is worked through in chunks compiles, and equals eager: %s', (_, loss) => {
  // 1.2 million numbers: 38 chunks.
  const [student, teacher] = [1, 2].map((seed) => randomUniform([1, 41, 30_000], -3, 3, 'float32', seed))
  const step = stepOf(loss)
  const compiled = compile(step)
  const args = [student!, teacher!, scalar(2)] as const
  const [ours, theirs] = [compiled(...args), step(...args)]
  for (const [at, tensor] of ours.entries()) {
    const [a, b] = [tensor, theirs[at]!].map((each) => each.dataSync<'float32'>())
    const [largest, furthest] = [
      b!.reduce((most, each) => Math.max(most, Math.abs(each)), 0),
      a!.reduce((most, each, index) => Math.max(most, Math.abs(each - b![index]!)), 0),
    ]
    expect(largest).toBeGreaterThan(0)
    expect(furthest / largest).toBeLessThan(1e-5)
  }
  dispose([...ours, ...theirs, ...args])
})
