import '@tensorflow/tfjs-layers'
import { compile, registerBackend } from '@potstill/backend-onnxruntime'
import { jsDistanceLoss } from '@potstill/losses'
import {
  dispose,
  grads,
  randomUniform,
  scalar,
  setBackend,
  square,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'

beforeAll(async () => {
  await registerBackend()
  await setBackend('onnxruntime')
})

/** The gradients at the logits and at a learned temperature. */
function step(student: Tensor, teacher: Tensor, temperature: Tensor): Tensor[] {
  return grads((z: Tensor, T: Tensor) =>
    sum(jsDistanceLoss(z, teacher, { temperature: { student: T, teacher: T, squared: square(T) } })),
  )([student, temperature])
}

it('a loss that is worked through in chunks compiles, and equals eager', () => {
  // 1.2 million numbers: 38 chunks.
  const [student, teacher] = [1, 2].map((seed) => randomUniform([1, 41, 30_000], -3, 3, 'float32', seed))
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
