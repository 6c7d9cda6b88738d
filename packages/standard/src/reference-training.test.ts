import { readFileSync } from 'node:fs'
import { mnist } from '@potstill/data'
import { crossEntropy, softTargets } from '@potstill/losses'
import type { Batch, OpenData, StepEnd, Student } from '@potstill/spec'
import { fromLayersModel } from '@potstill/students'
import { layersModelTeacher } from '@potstill/teachers'
import { createTrainer, disposeBatch, momentum } from '@potstill/trainer'
import { argMax, equal, memory, sum, tidy, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { mlpFromSafetensors } from './testing/mlp-from-safetensors'
import { platformsHere } from './testing/platforms'
import { workspaceStorage } from './testing/workspace-storage'

/** A run of 200 steps made with PyTorch: see `note` in the file. */
const folder = new URL('../../../reference/training/', import.meta.url)
const reference = JSON.parse(readFileSync(new URL('mlp.json', folder), 'utf8')) as {
  readonly steps: readonly { total: number; crossEntropy: number; softTargets: number }[]
  readonly finalTestLogits: readonly (readonly number[])[]
  readonly finalTestAccuracy: number
}

const platforms = await platformsHere()

describe('the reference run', () => {
  it('is held against wasm, cpu and ONNX Runtime, and whatever else is here', () => {
    const here = ['wasm', 'cpu', 'onnxruntime, operation by operation', 'onnxruntime, compiled']
    expect(platforms.map(({ where }) => where)).toEqual(expect.arrayContaining(here))
  })
})

describe.each(platforms)('the reference run on $where', ({ compile, use }) => {
  let data: OpenData
  let student: Student
  const steps: StepEnd[] = []
  const tensors: number[] = []

  beforeAll(async () => {
    await use()
    data = await mnist().open({ storage: workspaceStorage })
    const network = (name: string) => mlpFromSafetensors(new URL(`${name}.safetensors`, folder), [28, 28, 1])
    student = fromLayersModel(network('mlp-student-init'))
    const trainer = createTrainer({
      student,
      teacher: layersModelTeacher(network('mlp-teacher')),
      objective: [
        { loss: crossEntropy(), weight: 0.1 },
        { loss: softTargets(), weight: 0.9, temperature: 4 },
      ],
      data: { spec: data.spec, train: data.split('train') },
      optimizer: momentum({ learningRate: 0.05, momentum: 0.9, weightDecay: 5e-4 }),
      epochs: 1,
      batchSize: 64,
      shuffle: false,
      steps: reference.steps.length,
      compile,
      callbacks: [
        {
          kind: 'callback',
          name: 'collector',
          specVersion: 1,
          stepEnd: (event) => {
            steps.push(event)
            tensors.push(memory().numTensors)
          },
        },
      ],
    })
    await trainer.run()
  })

  it('has the same losses at every step, to a thousandth', () => {
    const relative = reference.steps.map((expected, index) => {
      const { total, terms } = steps[index]!
      const pairs = [
        [total, expected.total],
        [terms['crossEntropy'], expected.crossEntropy],
        [terms['softTargets'], expected.softTargets],
      ]
      return Math.max(...pairs.map(([got = Number.NaN, wanted = Number.NaN]) => Math.abs(got / wanted - 1)))
    })
    expect(steps).toHaveLength(200)
    expect(Math.max(...relative)).toBeLessThan(1e-3)
  })

  it('ends at the same test logits, to two thousandths, and the same accuracy', async () => {
    let right = 0
    let first: number[][] | undefined
    for await (const batch of data.split('test').batches({ batchSize: 1000 })) {
      const logits = tidy(() => student.forward(batch.inputs, { taps: [], training: false }).logits)
      first ??= (await logits.array()) as number[][]
      right += hits(logits, batch)
      logits.dispose()
      disposeBatch(batch)
    }
    const gaps = reference.finalTestLogits.flatMap((row, index) =>
      row.map((value, column) => Math.abs((first?.[index]?.[column] ?? Number.NaN) - value)),
    )
    expect(gaps).toHaveLength(500)
    expect(Math.max(...gaps)).toBeLessThan(2e-3)
    expect(right / 10_000).toBeCloseTo(reference.finalTestAccuracy, 6)
  })

  it('keeps the number of tensors', () => {
    expect(tensors.at(-1)).toBe(tensors[9])
  })
})

function hits(logits: Tensor, { labels }: Batch): number {
  return tidy(() => sum(equal(argMax(logits, -1), labels!)).dataSync()[0] ?? Number.NaN)
}
