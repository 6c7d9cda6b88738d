import { registerBackend } from '@potstill/backend-onnxruntime'
import { arrays } from '@potstill/data'
import { memoryStorage } from '@potstill/formats'
import { crossEntropy, softTargets } from '@potstill/losses'
import { cosine } from '@potstill/schedules'
import type { EpochEnd, StepEnd } from '@potstill/spec'
import { fromLayersModel, mlp } from '@potstill/students'
import { dropout } from '@potstill/students/layers'
import { teacherFromStudent } from '@potstill/teachers'
import { adamw, createTrainer, type Compile } from '@potstill/trainer'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'

/** Noisy stripes: class c is bright in every (c + 2)nd column. */
const images = Array.from({ length: 44 }, (_, example) =>
  Array.from({ length: 8 }, (__, row) =>
    Array.from({ length: 8 }, (___, column) => [
      (column % (2 + (example % 3)) === 0 ? 1 : 0) + Math.sin(example * 37 + row * 11 + column * 5),
    ]),
  ),
)
const source = arrays({ inputs: images, labels: images.map((_, example) => example % 3), validation: 10 })
const task = { inputShape: [8, 8, 1], classes: 3, seed: 5 }
const seeded = (seed: number) => ({ className: 'GlorotUniform', config: { seed } }) as never

/**
 * Convolution, batch norm with its moving statistics, dropout: all that a layers model brings into a step. (A bias before
 * batch norm has no gradient but rounding, of which Adam makes full steps: it would differ for no reason.)
 */
const network = () =>
  sequential({
    name: 'small',
    layers: [
      layers.conv2d({
        filters: 4,
        kernelSize: 3,
        useBias: false,
        inputShape: [8, 8, 1],
        kernelInitializer: seeded(1),
      }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      dropout({ rate: 0.25, name: 'dropout' }),
      layers.dense({ units: 3, name: 'logits', kernelInitializer: seeded(2) }),
    ],
  })

interface Run {
  readonly steps: readonly StepEnd[]
  readonly epochs: readonly EpochEnd[]
  /** Variables and moving statistics at the end. */
  readonly weights: readonly number[]
}

async function distil(compile: Compile): Promise<Run> {
  const before = memory().numTensors
  const data = await source.open({ storage: memoryStorage() })
  const student = fromLayersModel(network())
  const teacher = await mlp({ hidden: [32], dropout: 0.2 }).build(task)
  const steps: StepEnd[] = []
  const trainer = createTrainer({
    student,
    teacher: teacherFromStudent(teacher),
    objective: [
      { loss: crossEntropy(), weight: 0.5, warmUp: 2 },
      { loss: softTargets(), temperature: cosine({ from: 6, to: 2 }) },
    ],
    data: { spec: data.spec, train: data.split('train'), validation: data.split('validation') },
    optimizer: adamw({ learningRate: 0.002 }),
    epochs: 50,
    // The last batch of each epoch is smaller: four steps of 10, 10, 10 and 4.
    batchSize: 10,
    compile,
    callbacks: [
      { kind: 'callback', name: 'collector', specVersion: 1, stepEnd: (event) => void steps.push(event) },
    ],
  })
  const { epochs } = await trainer.run()
  const weights = [...student.variables, ...student.state].flatMap((kept) => [...kept.dataSync()])
  student.dispose()
  teacher.dispose()
  expect(memory().numTensors).toBe(before)
  return { steps, epochs, weights }
}

const largest = (ours: readonly number[], theirs: readonly number[]) => {
  expect(ours).toHaveLength(theirs.length)
  return Math.max(...ours.map((value, index) => Math.abs(value - theirs[index]!)))
}

describe('a compiled run of 200 steps', () => {
  let ours: Run
  let theirs: Run
  beforeAll(async () => {
    await registerBackend()
    await setBackend('onnxruntime')
    ours = await distil('always')
    theirs = await distil('never')
  })
  const totals = ({ steps }: Run, count: number) => steps.slice(0, count).map(({ total }) => total)

  it('starts as it does operation by operation, to 1e-5, and is to a thousandth where that is in the end', () => {
    expect(ours.steps).toHaveLength(200)
    expect(largest(totals(ours, 8), totals(theirs, 8))).toBeLessThan(1e-5)
    expect(largest(totals(ours, 200), totals(theirs, 200))).toBeLessThan(1e-3)
    expect(largest(ours.weights, theirs.weights)).toBeLessThan(1e-3)
  })

  it('is measured after each epoch with the weights of that epoch', () => {
    const measured = ({ epochs }: Run) => epochs.map(({ validation }) => validation!.crossEntropy)
    expect(largest(measured(ours), measured(theirs))).toBeLessThan(1e-3)
    expect(new Set(measured(ours)).size).toBe(50)
  })
})
