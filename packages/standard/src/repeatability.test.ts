import { arrays } from '@potstill/data'
import { crossEntropy, softTargets } from '@potstill/losses'
import { cosine } from '@potstill/schedules'
import type { Student } from '@potstill/spec'
import { lenet5, mlp } from '@potstill/students'
import { teacherFromStudent } from '@potstill/teachers'
import { adamw, createTrainer } from '@potstill/trainer'
import { memory } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { platformsHere, type Platform } from './testing/platforms'
import { workspaceStorage } from './testing/workspace-storage'

/** Stripes: class c is bright in the columns that c divides into. */
const images = Array.from({ length: 24 }, (_, example) =>
  Array.from({ length: 12 }, (__, row) =>
    Array.from({ length: 12 }, (___, column) => [
      (column * (1 + (example % 3)) + row * 0.1 + example * 0.01) % 2,
    ]),
  ),
)
const source = arrays({ inputs: images, labels: images.map((_, example) => example % 3) })

interface Run {
  readonly student: Student
  /** Tensors in memory after each step. */
  readonly tensors: readonly number[]
}

/** Distils a student with dropout, and tells its last weights. */
async function distil(
  architecture: typeof mlp | typeof lenet5,
  seed: number,
  steps: number,
  compile: Platform['compile'],
): Promise<Run> {
  const data = await source.open({ storage: workspaceStorage })
  const task = { inputShape: data.spec.inputShape, classes: 3, seed }
  const student = await architecture({ dropout: 0.3 }).build(task)
  const teacher = await mlp({ hidden: [16], dropout: 0.5 }).build({ ...task, seed: 99 })
  const tensors: number[] = []
  const trainer = createTrainer({
    student,
    teacher: teacherFromStudent(teacher),
    objective: [
      { loss: crossEntropy(), weight: 0.1, warmUp: 1 },
      { loss: softTargets(), weight: 0.9, temperature: cosine({ from: 8, to: 2 }) },
    ],
    data: { spec: data.spec, train: data.split('train') },
    optimizer: adamw({ learningRate: 0.003 }),
    epochs: 1000,
    steps,
    // The last batch of an epoch is smaller than the others.
    batchSize: 10,
    seed,
    compile,
    callbacks: [
      {
        kind: 'callback',
        name: 'counter',
        specVersion: 1,
        stepEnd: () => void tensors.push(memory().numTensors),
      },
    ],
  })
  await trainer.run()
  teacher.dispose()
  return { student, tensors }
}

function takeWeights(student: Student): readonly Uint8Array[] {
  const weights = student.variables.map((variable) =>
    Uint8Array.from(new Uint8Array(variable.dataSync().buffer)),
  )
  student.dispose()
  return weights
}

describe.each(await platformsHere())('a distillation with dropout on $where', ({ compile, use }) => {
  it('has as many tensors after step 500 as after step 10, and none when all is disposed', async () => {
    await use()
    const before = memory().numTensors
    const { student, tensors } = await distil(mlp, 1, 500, compile)
    expect(tensors).toHaveLength(500)
    expect(tensors[499]).toBe(tensors[9])
    student.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it.each([
    ['mlp', mlp, 30],
    ['lenet5', lenet5, 6],
  ] as const)(
    'gives %s the same weights twice, bit for bit, and others from another seed',
    async (_, architecture, steps) => {
      await use()
      const weights = async (seed: number) =>
        takeWeights((await distil(architecture, seed, steps, compile)).student)
      const first = await weights(7)
      expect(await weights(7)).toEqual(first)
      expect(await weights(8)).not.toEqual(first)
    },
  )
})
