import { PotstillError, type Dataset, type Student } from '@potstill/spec'
import { readVariables } from '../checkpoint/tensor-values'
import type { TermVariables } from '../objective'
import { createStep } from '../step/create-step'
import { disposeBatch } from '../step/dispose-batch'
import { noStorage } from '../step/no-storage'
import type { TrainStep } from '../step/step-options'
import { updateOptions } from '../step/update-options'
import { checkSmallestBatch } from './check-smallest-batch'
import { noticeList, type Notices } from './notices'
import { runLength } from './run-options'
import { runTraining } from './run-training'
import { networkOf, settleLearners, type SettledOptions } from './settle-learners'
import type { LearnersTrainerOptions, Trainer, TrainerOptions } from './trainer-options'

/**
 * Composes a trainer. Nothing is read or computed before `check` or `run`.
 *
 * @example
 * import { arrays } from '@potstill/data'
 * import { memoryStorage } from '@potstill/formats'
 * import { crossEntropy } from '@potstill/losses'
 * import { mlp } from '@potstill/students'
 *
 * const source = arrays({ inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [0, 1, 1, 0] })
 * const data = await source.open({ storage: memoryStorage() })
 * const student = await mlp({ hidden: [8] }).build({ inputShape: [2], classes: 2, seed: 3 })
 * const result = await createTrainer({
 *   student,
 *   objective: [crossEntropy()],
 *   data: { spec: data.spec, train: data.split('train') },
 *   optimizer: adam({ learningRate: 0.05 }),
 *   epochs: 100,
 *   batchSize: 4,
 * }).run()
 * result.epochs.at(-1)?.train.accuracy // => 1
 */
export function createTrainer(given: TrainerOptions | LearnersTrainerOptions): Trainer {
  const options = settleLearners(given)
  const notices = noticeList()
  let step: Promise<TrainStep> | undefined
  let memories: Readonly<Record<string, TermVariables>> = {}

  async function checked(): Promise<TrainStep> {
    step ??= openStep(options, notices)
    return step
  }

  async function close(): Promise<void> {
    const opened = step
    step = undefined
    await opened?.then(
      (made) => made.close(),
      () => undefined,
    )
  }

  return {
    check: async () => {
      memories = await readMemories(await checked())
    },
    run: async () => {
      try {
        const opened = await checked()
        const result = await runTraining(options, opened, notices)
        memories = await readMemories(opened)
        return result
      } finally {
        await close()
      }
    },
    memories: () => memories,
    close,
  }
}

async function readMemories(step: TrainStep): Promise<Readonly<Record<string, TermVariables>>> {
  const read: Record<string, TermVariables> = {}
  for (const [term, variables] of Object.entries(step.memories())) read[term] = await readVariables(variables)
  return read
}

/** Makes the step and tries it on the first batch, so that what does not fit is told before training starts. */
async function openStep(options: SettledOptions, notices: Notices): Promise<TrainStep> {
  const { student, learners = [{ student }], optimizer, strategies, seed, compile, storage, data } = options
  runLength(options)
  checkSmallestBatch(options)
  for (const learner of learners) checkShape(learner.student, options)
  const labels = labelsById(data.train, data.spec.examples)
  const step = await createStep({
    ...networkOf(options),
    optimizer,
    storage: storage ?? noStorage,
    notice: (message) => notices.add(message),
    examples: { count: data.spec.examples, ...(labels && { labels }) },
    ...(strategies && { strategies }),
    ...(seed !== undefined && { seed }),
    ...(compile !== undefined && { compile }),
    ...updateOptions(options),
  })
  try {
    for await (const batch of data.train.batches({ batchSize: options.batchSize })) {
      try {
        await step.check(batch)
      } finally {
        disposeBatch(batch)
      }
      return step
    }
    throw noBatch()
  } catch (error) {
    await step.close()
    throw error
  }
}

function checkShape(student: Student, { data }: SettledOptions): void {
  const classes = student.logitsShape.at(-1)
  if (data.spec.classes !== undefined && classes !== undefined && data.spec.classes > classes) {
    throw new PotstillError({
      code: 'trainer/class-count',
      component: student.name,
      expected: `logits for the ${data.spec.classes} classes of the data`,
      received: `${classes} logits`,
      fix: 'build the student for the classes of the data',
    })
  }
}

function labelsById({ ids, labels }: Dataset, count: number): Int32Array | undefined {
  if (ids === undefined || labels === undefined) return undefined
  const byId = new Int32Array(count).fill(-1)
  ids.forEach((id, index) => {
    byId[id] = labels[index] ?? -1
  })
  return byId
}

function noBatch(): PotstillError {
  return new PotstillError({
    code: 'trainer/empty-split',
    expected: 'examples to train on',
    received: 'a train split that gave no batch',
    fix: 'give the train split at least one example',
  })
}
