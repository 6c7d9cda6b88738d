import { arrays } from '@potstill/data'
import { memoryStorage } from '@potstill/formats'
import { crossEntropy, factorTransfer, paraphraser } from '@potstill/losses'
import { lenet5 } from '@potstill/students'
import { teacherFromStudent } from '@potstill/teachers'
import { adam, createTrainer, type Compile, type TermVariables, type TrainerOptions } from '@potstill/trainer'
import { setBackend } from '@tensorflow/tfjs-core'
import { registerBackend } from '@potstill/backend-onnxruntime'
import { beforeAll, describe, expect, it } from 'vitest'

const source = arrays({
  inputs: Array.from({ length: 12 }, (_, example) =>
    Array.from({ length: 28 }, (__, row) =>
      Array.from({ length: 28 }, (___, column) => [Math.sin(example * 37 + row * 11 + column * 5)]),
    ),
  ),
  labels: Array.from({ length: 12 }, (_, example) => example % 3),
})
const task = { inputShape: [28, 28, 1], classes: 3 }
const taps = [['conv2', 'conv2'] as const]

async function stage(objective: TrainerOptions['objective'], compile: Compile) {
  const data = await source.open({ storage: memoryStorage() })
  const large = await lenet5().build({ ...task, seed: 6 })
  const student = await lenet5().build({ ...task, seed: 5 })
  const values = () => [...student.variables].flatMap((kept) => [...kept.dataSync()])
  const before = values()
  const trainer = createTrainer({
    student,
    teacher: teacherFromStudent(large),
    objective,
    data: { spec: data.spec, train: data.split('train') },
    optimizer: adam({ learningRate: 0.003 }),
    epochs: 6,
    batchSize: 6,
    compile,
  })
  try {
    const { epochs } = await trainer.run()
    const totals = epochs.map((epoch) => epoch.train.total)
    return { totals, memories: trainer.memories(), moved: String(values()) !== String(before) }
  } finally {
    student.dispose()
    large.dispose()
  }
}

const encoderOf = (memory: TermVariables | undefined) =>
  Object.entries(memory ?? {}).filter(([name]) => name.startsWith('0/encoder/'))

describe.each(['never', 'always'] as const)('factor transfer in two stages, compiled %s', (compile) => {
  beforeAll(async () => {
    await registerBackend()
    await setBackend('onnxruntime')
  })

  it('trains a paraphraser without the student, and then the student by its factors', async () => {
    const ready = await stage([{ loss: paraphraser(), taps }], compile)
    expect(ready.totals.at(-1)).toBeLessThan(ready.totals[0]!)
    expect(ready.moved).toBe(false)

    const start = ready.memories['paraphraser']!
    const taught = await stage([crossEntropy(), { loss: factorTransfer(), taps, start }], compile)
    expect(encoderOf(start)).toHaveLength(6)
    expect(encoderOf(taught.memories['factorTransfer'])).toEqual(encoderOf(start))
    expect(taught.moved).toBe(true)
  })
})
