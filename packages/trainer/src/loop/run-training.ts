import type { EpochEnd, RunEnd, Student } from '@potstill/spec'
import { checkpointPlan } from '../checkpoint/checkpoint-options'
import { keepCheckpoints } from '../checkpoint/checkpoint-keeper'
import { disposeBatch } from '../step/dispose-batch'
import { noStorage } from '../step/no-storage'
import type { RunState } from '../checkpoint/run-state'
import type { TrainStep } from '../step/step-options'
import { batchGroups } from './batch-groups'
import { emitter } from './callbacks'
import { epochMeans } from './epoch-means'
import { letEventsIn } from './let-events-in'
import { measure } from './measure'
import type { Notices } from './notices'
import { runNumbers } from './run-numbers'
import { progressAt, runLength, runSettings } from './run-options'
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
  const { accumulate = 1, storage = noStorage, checkpoints: folder } = options
  const length = runLength(options)
  const emit = emitter(callbacks)
  const pause = letEventsIn()
  /** What is measured and saved of a student. */
  const learned = (of: Student) => step.averaged(of) ?? of
  const weights = keepWeights(student, storage, folder, learners, learned)
  const plan = checkpointPlan(options.checkpoint)
  const checkpoints = keepCheckpoints({
    storage,
    folder,
    keep: plan.keep,
    settings: runSettings(options, step.terms),
    numbers: (at) => runNumbers(options, length, at),
    variables: () => step.variables(),
    callbacks,
  })

  const before =
    options.resume === true ? await checkpoints.restore((message) => notices.add(message)) : undefined
  /** Why a callback asked for a stop, and why the signal did. */
  let asked = before?.stopped
  let interrupted: string | undefined
  const stopped = () => asked ?? interrupted
  const run = {
    requestStop: (reason: string) => {
      if (interrupted === undefined) asked ??= reason
    },
  }
  const started = performance.now() - (before?.seconds ?? 0) * 1000
  const history: EpochEnd[] = before?.history.map((event) => ({ ...event, run })) ?? []
  let best: TrainResult['best'] = before?.best
  let taken = before?.step ?? 0
  /** Where the run stands, except within an epoch, and how often it has moved on: that is what a checkpoint may be behind. */
  let place: Place = before ?? epochStart
  let moves = 0
  let saved = { moves, asked }
  const isSaved = () => saved.moves === moves && saved.asked === asked

  const save = async (which: 'last' | 'best') => {
    const event = await weights.save(which, taken)
    if (event !== undefined) await emit('checkpointSaved', event)
  }
  /** So that the run can go on from here. */
  const saveAll = async (): Promise<void> => {
    const { epoch, stepsInEpoch, partial } = place
    saved = { moves, asked }
    const event = await checkpoints.save({
      step: taken,
      epoch,
      stepsInEpoch,
      ...(partial && { partial }),
      seconds: seconds(started),
      history: history.map(({ run: _, ...rest }) => rest),
      ...(best && { best }),
      ...(asked !== undefined && { stopped: asked }),
    })
    if (event !== undefined) await emit('checkpointSaved', event)
    if (!isSaved()) await saveAll()
  }
  const passOnNotices = async () => {
    for (const message of notices.take()) await emit('notice', { run, message })
  }
  const lookAtSignal = () => {
    if (signal?.aborted === true && asked === undefined) interrupted ??= reasonOf(signal)
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
  await passOnNotices()
  lookAtSignal()
  let epoch = before?.epoch ?? 0
  /** A callback had stopped the run in the middle of an epoch, whose end is still to be told. */
  let unended = before?.stopped !== undefined && before.partial !== undefined
  try {
    for (; epoch < length.epochs && (unended || stopped() === undefined); epoch++) {
      unended = false
      const { partial, stepsInEpoch: skipped } = epoch === before?.epoch ? before : epochStart
      // After a stop at the last step of all, what is left is the end of its epoch.
      if (taken >= length.steps && partial === undefined) break
      const epochStarted = performance.now() - (partial?.seconds ?? 0) * 1000
      const means = epochMeans(partial?.sums)
      const over = taken >= length.steps || stopped() !== undefined
      let stepsInEpoch = skipped
      /** By `steps`: with more of them the epoch would go on. */
      let cut = over && stepsInEpoch < length.stepsPerEpoch
      const order = shuffle ? { seed, epoch } : ('sequential' as const)
      const request = { batchSize, order, epoch, from: accumulate * skipped }
      const batches = over ? none() : data.train.batches(request)
      for await (const group of batchGroups(batches, accumulate)) {
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
        moves += 1
        stepsInEpoch += 1
        await pause()
        lookAtSignal()
        const ended = stepsInEpoch >= length.stepsPerEpoch
        cut = taken >= length.steps && !ended
        if (stopped() !== undefined || cut || (plan.afterStep(taken) && !ended)) {
          const partial = { sums: means.sums(), seconds: seconds(epochStarted) }
          place = { epoch, stepsInEpoch, partial }
          await saveAll()
        }
        if (stopped() !== undefined || taken >= length.steps) break
      }
      if (means.examples === 0) break

      const trained = seconds(epochStarted)
      const complete = stopped() === undefined
      const measured = complete ? data.validation : undefined
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
      if (complete && !cut) {
        place = { epoch: epoch + 1, stepsInEpoch: 0 }
        moves += 1
      }
      if (!isSaved() && (plan.afterEpoch(epoch + 1) || plan.afterStep(taken))) await saveAll()
    }
    if (!isSaved()) await saveAll()
  } catch (error) {
    // The step has put the last good weights back: they are worth keeping.
    await save('last').catch(() => undefined)
    await finish('failed', error instanceof Error ? error.message : String(error))
    throw error
  }
  for (const each of learners?.map((learner) => learner.student) ?? [student]) {
    takeAverages(each, step.averaged(each))
  }
  const detail = stopped()
  const reason = detail === undefined ? 'finished' : 'stopped'
  await finish(reason, detail)
  return {
    reason,
    ...(detail !== undefined && { detail }),
    steps: taken,
    seconds: seconds(started),
    epochs: history,
    ...(best && { best }),
  }
}

/** Where a run stands between two steps. */
type Place = Pick<RunState, 'epoch' | 'stepsInEpoch' | 'partial'>

const epochStart: Place = { epoch: 0, stepsInEpoch: 0 }

async function* none(): AsyncGenerator<never, void, undefined> {}

function reasonOf(signal: AbortSignal): string {
  const reason: unknown = signal.reason
  return typeof reason === 'string' ? reason : 'the run was aborted'
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000
}
