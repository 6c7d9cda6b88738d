import {
  compilerOf,
  PotstillError,
  type Batch,
  type Progress,
  type Random,
  type TeacherOutput,
} from '@potstill/spec'
import { backend, dispose, type Variable } from '@tensorflow/tfjs-core'
// tfjs-core alone has no gradients: importing the layers package registers them.
import '@tensorflow/tfjs-layers'
import { keyedRandom } from '../random/keyed-random'
import { checkBatch } from './check-batch'
import { checkUpdateOptions } from './check-update-options'
import { guarded } from './component-failure'
import { disposeBatch, disposeTaught } from './dispose-batch'
import { frozenVariables } from './frozen-variables'
import { noStorage } from './no-storage'
import { openTeachers } from './open-teachers'
import { readyStep, type Ready } from './ready-step'
import { reach } from './reach'
import { checkTerms } from './requirements'
import { resolveLearners } from './resolve-learners'
import { stepCompiler } from './step-compiler'
import { stepTaker, type EachPass } from './step-taker'
import { stepVariables } from './step-variables'
import { tensorCount } from './tensor-count'
import { tryTerms } from './try-terms'
import { wholeBatch, type WholeBatch } from './whole-batch'
import type { LearnersStepOptions, StepOptions, TrainStep } from './step-options'
import { scalarTensors, stepNumbers, stepScalars, type StepScalars } from './step-scalars'

const firstStep: Progress = { step: 0, steps: 1, epoch: 0, epochs: 1, fraction: 0 }

/**
 * Makes a training step: teacher, student forward, temperatures, losses, gradients, update.
 *
 * Opens the teachers, and throws a PotstillError where what the terms need is not what the networks give.
 *
 * @example
 * import { crossEntropy } from '@potstill/losses'
 * import { mlp } from '@potstill/students'
 *
 * const student = await mlp({ hidden: [] }).build({ inputShape: [2], classes: 3, seed: 1 })
 * const step = await createStep({ student, objective: [crossEntropy()], optimizer: sgd({ learningRate: 0.1 }) })
 * const batch = { ids: tensor1d([0], 'int32'), inputs: zeros([1, 2]), labels: tensor1d([2], 'int32') }
 * const { total } = await step.train(batch, { step: 0, steps: 1, epoch: 0, epochs: 1, fraction: 0 })
 * total.toFixed(4) // => Math.log(3).toFixed(4)
 * await step.close()
 */
export async function createStep(options: StepOptions | LearnersStepOptions): Promise<TrainStep> {
  const { optimizer, strategies = [], seed = 0, storage = noStorage } = options
  const { examples = { count: 0 }, compile = 'auto', notice } = options
  const resolved = resolveLearners(options)
  const { learners, terms } = resolved
  const [{ student, teacher }] = learners
  checkUpdateOptions(options, optimizer)
  const frozen = frozenVariables(learners, options.freeze)
  const network = { ...resolved, reach: reach(frozen) }
  const compiler = stepCompiler(compile, network)
  const teachers = await openTeachers(network, storage)
  const { abilityOf } = teachers
  try {
    for (const term of terms) checkTerms([term], term.learner.student, abilityOf(term))
  } catch (error) {
    await teachers.close()
    throw error
  }
  const taker = stepTaker(compiler, options)
  const count = tensorCount()
  let ready: Ready | undefined

  async function begin(batch: Batch, taught: readonly TeacherOutput[]): Promise<Ready> {
    const given = { abilityOf, optimizer, batch, taught, examples, seed, frozen, update: options }
    const made = await readyStep({ ...network, ...given })
    // With averages those of frozen weights change as well: in the last bit.
    const kept = options.ema ? new Set<Variable>() : frozen
    const variables = Object.values(stepVariables(resolved, made, optimizer.name, teachers))
    compilerOf(backend())?.expectChanges?.(variables.filter((variable) => !kept.has(variable)))
    return made
  }

  async function prepare(batch: Batch, random: Random): Promise<Batch> {
    let prepared = batch
    for (const strategy of strategies) {
      const before = prepared
      prepared = await guarded(strategy.name, 'prepare a batch', 'work', async () =>
        strategy.prepare(before, {
          student,
          random: random.child(strategy.name),
          ...(teacher && { teacher }),
        }),
      )
      if (before !== batch) disposeBatch(before, prepared)
    }
    return prepared
  }

  /** Where a teacher fails to follow its student, the students are put back to before the step. */
  function follow({ lastGood }: Ready): void {
    try {
      teachers.follow()
    } catch (error) {
      lastGood.restore()
      throw error
    }
  }

  /** Hands out the batches of a step one after the other, each with what its teachers say, and frees what it made. */
  async function withBatches<Value>(
    given: readonly Batch[],
    progress: Progress,
    use: (eachPass: EachPass) => Promise<Value>,
    together = given.length > 1,
  ): Promise<Value> {
    const numbers = stepNumbers(terms, optimizer, progress, options)
    const random = given.map((_, index) => drawsOf(seed, progress, index))
    const batches: Batch[] = []
    let whole: WholeBatch | undefined
    let scalars: StepScalars | undefined
    try {
      for (const [index, batch] of given.entries()) batches.push(await prepare(batch, random[index]!))
      whole = together ? wholeBatch(batches) : undefined
      scalars = stepScalars(numbers, optimizer, progress)
      const common = { ...network, numbers, scalars, ...(whole && { whole }) }
      return await use(async (take) => {
        for (const [index, batch] of batches.entries()) {
          const taught = await teachers.teach(batch)
          try {
            ready ??= await begin(batch, taught)
            await take({ ...common, batch, taught, random: random[index]! }, ready)
          } finally {
            new Set(taught).forEach(disposeTaught)
          }
        }
      })
    } finally {
      if (scalars !== undefined) dispose(scalarTensors(scalars))
      if (whole !== undefined) dispose({ ...whole })
      batches.forEach((batch, index) => {
        if (batch !== given[index]) disposeBatch(batch, given[index])
      })
    }
  }

  return {
    terms: terms.map(({ name }) => name),

    check: (given) =>
      withBatches(
        [given],
        firstStep,
        (eachPass) =>
          eachPass(async (pass, started) => {
            for (const learner of learners) await checkBatch(pass.batch, learner.student)
            tryTerms({ ...pass, memories: started.memories, training: false })
            compiler.check(pass, started)
          }),
        (options.accumulate ?? 1) > 1,
      ),

    train: async (given, progress) => {
      const batches: readonly Batch[] = 'ids' in given ? [given] : given
      if (batches.length === 0) throw noBatches()
      return count.around(progress.step, () =>
        withBatches(batches, progress, async (eachPass) => {
          const { result, ready: started } = await taker.take(eachPass, batches.length, progress)
          follow(started)
          const messages = [compiler.notice(), taker.notice(started)]
          for (const message of messages) if (message !== undefined) notice?.(message)
          return result
        }),
      )
    },

    averaged: (of = student) => ready?.averages?.of(of),

    variables: () => (ready === undefined ? {} : stepVariables(resolved, ready, optimizer.name, teachers)),

    memories: () =>
      Object.fromEntries(
        terms.map(({ name }, index) => {
          const { trainable, state } = ready?.memories[index]?.loss ?? {}
          return [name, { ...trainable, ...state }]
        }),
      ),
    close: async () => {
      compiler.dispose()
      ready?.dispose()
      ready = undefined
      await teachers.close()
    },
  }
}

/** Of the first batch of a step they are named as where a step has one batch. */
function drawsOf(seed: number, { step }: Progress, index: number): Random {
  const random = keyedRandom(seed, step)
  return index === 0 ? random : random.child(`batch${index}`)
}

function noBatches(): PotstillError {
  return new PotstillError({
    code: 'trainer/no-batch',
    expected: 'at least one batch for a step',
    received: 'none',
    fix: 'leave the step out where there is nothing to train on',
  })
}
