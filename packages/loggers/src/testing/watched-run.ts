import '@tensorflow/tfjs-backend-cpu'
import { registerBackend } from '@potstill/backend-onnxruntime'
import { arrays, augmentedData, crop, flip, jitter, mixup } from '@potstill/data'
import { readEvents } from '@potstill/formats'
import { crossEntropy, softTargets } from '@potstill/losses'
import type { Callback, Progress, Storage, Student } from '@potstill/spec'
import { lenet5, mlp } from '@potstill/students'
import { createTrainer, dot, type Compile } from '@potstill/trainer'
import { setBackend } from '@tensorflow/tfjs-core'
import { earlyStopping } from '../early-stopping'
import { metricsJsonl } from '../metrics-jsonl'
import { mlflow } from '../mlflow'
import { tensorboard } from '../tensorboard'
import type { Asked } from './fake-mlflow'

export const platforms = [
  { where: 'cpu', backend: 'cpu', compile: 'auto' },
  { where: 'onnxruntime, operation by operation', backend: 'onnxruntime', compile: 'never' },
  { where: 'onnxruntime, compiled', backend: 'onnxruntime', compile: 'always' },
] as const satisfies readonly { where: string; backend: string; compile: Compile }[]

export async function usePlatform({ backend }: (typeof platforms)[number]): Promise<void> {
  if (backend === 'onnxruntime') await registerBackend()
  await setBackend(backend)
}

/** Stripes of three widths, with some noise: 24 to train on, 6 to validate. */
const images = Array.from({ length: 30 }, (_, example) =>
  Array.from({ length: 12 }, (__, row) =>
    Array.from({ length: 12 }, (___, column) => [
      (Math.sin(example * 37 + row * 11 + column * 5) + Number(column % (2 + (example % 3)) === 0) + 1) / 3,
    ]),
  ),
)
const source = arrays({ inputs: images, labels: images.map((_, example) => example % 3), validation: 6 })

export interface WatchedRun {
  readonly storage: Storage
  /** Of MLflow's server. */
  readonly url: string
  readonly compile: Compile
  readonly resume?: boolean
  /** Called when a step was taken and everybody else was told. */
  readonly after?: (step: number) => Promise<void>
}

/**
 * Two networks with dropout that learn from each other on augmented images, with gradients by term, averages, diagnostics, and
 * every callback of this package. Four steps an epoch, of which there are three: nothing improves by as much as is asked for.
 */
export async function watchedRun({ storage, url, compile, resume = false, after }: WatchedRun) {
  const data = augmentedData(await source.open({ storage }), {
    augment: [crop({ padding: 2 }), flip(), jitter(), mixup()],
    seed: 7,
  })
  const task = { inputShape: data.spec.inputShape, classes: 3 }
  const one = await lenet5({ dropout: 0.2 }).build({ ...task, seed: 1 })
  const other = await mlp({ hidden: [16], dropout: 0.3 }).build({ ...task, seed: 2 })
  const learner = (name: string, student: Student, peer: string) => ({
    name,
    student,
    objective: [crossEntropy(), { loss: softTargets(), temperature: 2, weight: 0.5 }],
    teacher: { peer },
  })
  const last: Callback = {
    kind: 'callback',
    name: 'last',
    specVersion: 1,
    stepEnd: async ({ progress }) => after?.(progress.step + 1),
  }
  try {
    const result = await createTrainer({
      name: 'watched',
      learners: [learner('one', one, 'other'), learner('other', other, 'one')],
      data: { spec: data.spec, train: data.split('train'), validation: data.split('validation') },
      optimizer: dot({ learningRate: ({ fraction }: Progress) => 0.02 * (1 - fraction), weightDecay: 0.001 }),
      ema: { decay: 0.5 },
      diagnostics: { everySteps: 3 },
      epochs: 6,
      batchSize: 6,
      seed: 3,
      compile,
      storage,
      folder: 'run',
      checkpoints: 'run/checkpoints',
      checkpoint: { everySteps: 2 },
      resume,
      callbacks: [
        earlyStopping({ metric: 'validation.crossEntropy', patience: 2, minDelta: 5 }),
        metricsJsonl({ everySteps: 1 }),
        tensorboard({ everySteps: 1, images: 2 }),
        mlflow({ url, experiment: 'watched', everySteps: 1, required: true }),
        last,
      ],
    }).run()
    const weights = [one, other].flatMap(({ variables }) => variables.flatMap((kept) => [...kept.dataSync()]))
    return { result, weights }
  } finally {
    one.dispose()
    other.dispose()
  }
}

/** The lines of `metrics.jsonl`, without what depends on the clock. */
export async function linesOf(storage: Storage): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const text = new TextDecoder().decode(await storage.read('run/metrics.jsonl'))
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { seconds: _, examplesPerSecond: __, ...record } = JSON.parse(line) as Record<string, unknown>
      return record
    })
}

/** The events of every event file, by the file's place, without what depends on the clock. */
export async function eventsOf(storage: Storage) {
  const files = (await storage.list('run')).filter((name) => name.includes('tfevents'))
  const contents = await Promise.all(files.map((name) => storage.read(`run/${name}`)))
  return contents.map((bytes) =>
    readEvents(bytes).map(({ wallTime: _, values = [], ...event }) => ({
      ...event,
      values: values.filter(({ tag }) => tag !== 'examplesPerSecond'),
    })),
  )
}

/** What MLflow shows: the last value of every metric at every step. */
export function shownBy(asked: readonly Asked[]): Readonly<Record<string, unknown>> {
  const metrics = asked.flatMap(({ body }) => (body['metrics'] ?? []) as readonly Record<string, unknown>[])
  const known = metrics.filter(({ key }) => key !== 'examplesPerSecond')
  return Object.fromEntries(known.map(({ key, step, value }) => [`${String(key)} ${String(step)}`, value]))
}
