import type { EpochEnd, Progress, RunEnd, Student } from '@potstill/spec'
import { disposeBatch } from '../step/dispose-batch'
import { noStorage } from '../step/no-storage'
import type { TrainStep } from '../step/step-options'
import { batchGroups } from './batch-groups'
import { emitter } from './callbacks'
import { epochMeans } from './epoch-means'
import { letEventsIn } from './let-events-in'
import { measure } from './measure'
import type { Notices } from './notices'
import { runLength, type RunLength } from './run-options'
import { measureLearners, type SettledOptions } from './settle-learners'
import { takeAverages } from './take-averages'
import type { TrainResult } from './trainer-options'
import { keepWeights } from './weights-keeper'

/** Trains from the first step to the last. Reads from top to bottom: epochs, batches, then what ends an epoch. */
export async function runTraining(
  options: SettledOptions,
  step: TrainStep,
  notices: Notices,
): Promise<TrainResult> {
  const { student, data, batchSize, seed = 0, shuffle = true, callbacks = [], signal, learners } = options
  const { accumulate = 1 } = options
  const length = runLength(options)
  const emit = emitter(callbacks)
  const pause = letEventsIn()
  /** What is measured and saved of a student. */
  const learned = (of: Student) => step.averaged(of) ?? of
  const weights = keepWeights(student, options.storage ?? noStorage, options.checkpoints, learners, learned)
  const started = performance.now()
  const history: EpochEnd[] = []
  let best: TrainResult['best']
  let stopped: string | undefined
  let taken = 0

  const run = { requestStop: (reason: string) => void (stopped ??= reason) }
  const save = async (which: 'last' | 'best') => {
    const saved = await weights.save(which, taken)
    if (saved !== undefined) await emit('checkpointSaved', saved)
  }
  const passOnNotices = async () => {
    for (const message of notices.take()) await emit('notice', { run, message })
  }
  const lookAtSignal = () => {
    if (signal?.aborted === true) stopped ??= reasonOf(signal)
  }
  const finish = async (reason: RunEnd['reason'], detail?: string) => {
    await emit('runEnd', {
      reason,
      step: taken,
      seconds: seconds(started),
      ...(detail !== undefined && { detail }),
    })
  }

  await emit('runStart', {
    run,
    name: options.name ?? student.name,
    student,
    taken,
    terms: step.terms,
    ...length,
    batchSize,
    parameters: student.variables.reduce((sum, { size }) => sum + size, 0),
    ...(options.storage && { storage: options.storage }),
    ...(options.folder !== undefined && { folder: options.folder }),
  })
  lookAtSignal()
  try {
    for (let epoch = 0; epoch < length.epochs && stopped === undefined; epoch++) {
      const epochStarted = performance.now()
      const means = epochMeans()
      const order = shuffle ? { seed, epoch } : ('sequential' as const)
      for await (const group of batchGroups(data.train.batches({ batchSize, order }), accumulate)) {
        const stepStarted = performance.now()
        const examples = group.reduce((sum, { ids }) => sum + ids.size, 0)
        try {
          const result = await step.train(group, progressAt(taken, length))
          means.add(result, examples)
          await passOnNotices()
          await emit('stepEnd', {
            run,
            progress: progressAt(taken, length),
            ...result,
            batch: group.at(-1)!,
            examples,
            seconds: seconds(stepStarted),
          })
        } finally {
          group.forEach((batch) => disposeBatch(batch))
        }
        taken += 1
        await pause()
        lookAtSignal()
        if (stopped !== undefined || taken >= length.steps) break
      }
      if (means.examples === 0) break

      const trained = seconds(epochStarted)
      const measured = stopped === undefined ? data.validation : undefined
      const validation = measured && (await measure(learned(student), measured, batchSize))
      const validations = await measureLearners(learners, validation, measured, batchSize, learned)
      await save('last')
      if (validation !== undefined && validation.accuracy > (best?.accuracy ?? -1)) {
        best = { epoch: epoch + 1, accuracy: validation.accuracy }
        await save('best')
      }
      const event: EpochEnd = {
        run,
        epoch: epoch + 1,
        epochs: length.epochs,
        step: taken,
        train: means.means(),
        ...(validation && { validation }),
        ...validations,
        seconds: seconds(epochStarted),
        examplesPerSecond: means.examples / trained,
      }
      history.push(event)
      await emit('epochEnd', event)
    }
  } catch (error) {
    // The step has put the last good weights back: they are worth keeping.
    await save('last').catch(() => undefined)
    await finish('failed', error instanceof Error ? error.message : String(error))
    throw error
  }
  for (const each of learners?.map((learner) => learner.student) ?? [student]) {
    takeAverages(each, step.averaged(each))
  }
  const reason = stopped === undefined ? 'finished' : 'stopped'
  await finish(reason, stopped)
  return {
    reason,
    ...(stopped !== undefined && { detail: stopped }),
    steps: taken,
    seconds: seconds(started),
    epochs: history,
    ...(best && { best }),
  }
}

function progressAt(step: number, { steps, stepsPerEpoch, epochs }: RunLength): Progress {
  return { step, steps, epochs, epoch: step / stepsPerEpoch, fraction: step / steps }
}

function reasonOf(signal: AbortSignal): string {
  const reason: unknown = signal.reason
  return typeof reason === 'string' ? reason : 'the run was aborted'
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000
}
