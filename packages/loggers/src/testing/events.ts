import type { EpochEnd, RunStart, StepEnd, Storage, Student } from '@potstill/spec'
import { tensor1d, tensor2d } from '@tensorflow/tfjs-core'

const student: Student = {
  kind: 'student',
  name: 'nothing',
  specVersion: 1,
  inputShape: [2],
  logitsShape: [2],
  taps: {},
  variables: [],
  state: [],
  forward: () => {
    throw new Error('nobody asks it')
  },
  clone: () => student,
  save: async () => {},
  dispose: () => {},
}

/** A run of 3 epochs with 4 steps each, and the reasons it was asked to stop for. */
export function pretendRun({
  storage,
  folder,
  taken = 0,
}: { storage?: Storage; folder?: string; taken?: number } = {}) {
  const reasons: string[] = []
  const run = { requestStop: (reason: string) => void reasons.push(reason) }
  const start: RunStart = {
    run,
    name: 'pretended',
    student,
    taken,
    terms: ['hard', 'soft'],
    steps: 12,
    stepsPerEpoch: 4,
    epochs: 3,
    batchSize: 2,
    parameters: 6,
    ...(storage && { storage }),
    ...(folder !== undefined && { folder }),
  }
  const stepEnd = (step: number, more: Partial<StepEnd> = {}): StepEnd => ({
    run,
    progress: { step, steps: 12, epoch: step / 4, epochs: 3, fraction: step / 12 },
    total: 1.5,
    terms: { hard: 1, soft: 2 },
    weights: { hard: 0.5, soft: 0.5 },
    temperatures: { soft: 4 },
    learningRate: 0.25,
    accuracy: 0.5,
    batch: { ids: tensor1d([0, 1], 'int32'), inputs: tensor2d([[1, 2]]) },
    examples: 2,
    seconds: 0.125,
    ...more,
  })
  const epochEnd = (epoch: number, more: Partial<EpochEnd> = {}): EpochEnd => ({
    run,
    epoch,
    epochs: 3,
    step: epoch * 4,
    train: { total: 1.25, terms: { hard: 0.75, soft: 1.75 }, accuracy: 0.5 },
    validation: { crossEntropy: 0.625, accuracy: 0.75 },
    seconds: 2,
    examplesPerSecond: 4,
    ...more,
  })
  return { reasons, run, start, stepEnd, epochEnd }
}
