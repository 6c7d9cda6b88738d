import type { Batch, Progress, TeacherOutput } from '@potstill/spec'
import { dispose, tidy } from '@tensorflow/tfjs-core'
// tfjs-core alone has no gradients: importing the layers package registers them.
import '@tensorflow/tfjs-layers'
import { keyedRandom } from '../random/keyed-random'
import { checkBatch } from './check-batch'
import { guarded } from './component-failure'
import { computeTerms } from './compute-terms'
import { disposeBatch, disposeTaught } from './dispose-batch'
import { eagerStep } from './eager-step'
import { noStorage } from './no-storage'
import { openTeachers } from './open-teachers'
import { readyStep, type Pass, type Ready } from './ready-step'
import { checkOptimizer, checkTerms } from './requirements'
import { resolveLearners } from './resolve-learners'
import { stepCompiler } from './step-compiler'
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
  const network = resolveLearners(options)
  const { learners, terms } = network
  const [{ student, teacher }] = learners
  checkOptimizer(optimizer)
  const compiler = stepCompiler(compile, network)
  const teachers = await openTeachers(network, storage)
  const { abilityOf } = teachers
  try {
    for (const term of terms) checkTerms([term], term.learner.student, abilityOf(term))
  } catch (error) {
    await teachers.close()
    throw error
  }
  let ready: Ready | undefined

  async function prepare(batch: Batch, progress: Progress): Promise<Batch> {
    let prepared = batch
    for (const strategy of strategies) {
      const random = keyedRandom(seed, progress.step).child(strategy.name)
      const before = prepared
      prepared = await guarded(strategy.name, 'prepare a batch', 'work', async () =>
        strategy.prepare(before, { student, random, ...(teacher && { teacher }) }),
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

  /** Hands a pass over a batch its tensors, and frees them when it is done. */
  async function withBatch<Value>(
    given: Batch,
    progress: Progress,
    use: (pass: Pass, ready: Ready) => Promise<Value>,
  ): Promise<Value> {
    const numbers = stepNumbers(terms, optimizer, progress)
    const batch = await prepare(given, progress)
    let taught: readonly TeacherOutput[] = []
    let scalars: StepScalars | undefined
    try {
      taught = await teachers.teach(batch)
      scalars = stepScalars(numbers, optimizer, progress)
      const random = keyedRandom(seed, progress.step)
      ready ??= await readyStep({ ...network, abilityOf, optimizer, batch, taught, examples, seed })
      return await use({ ...network, batch, taught, numbers, scalars, random }, ready)
    } finally {
      if (scalars !== undefined) dispose(scalarTensors(scalars))
      new Set(taught).forEach(disposeTaught)
      if (batch !== given) disposeBatch(batch, given)
    }
  }

  return {
    terms: terms.map(({ name }) => name),

    check: (given) =>
      withBatch(given, firstStep, async (pass, started) => {
        for (const learner of learners) await checkBatch(pass.batch, learner.student)
        tidy(() => void computeTerms({ ...pass, memories: started.memories, training: false }))
        compiler.check(pass, started)
      }),

    train: (given, progress) =>
      withBatch(given, progress, async (pass, started) => {
        const result = compiler.take(pass, started) ?? (await eagerStep(pass, started, progress))
        follow(started)
        const message = compiler.notice()
        if (message !== undefined) notice?.(message)
        return result
      }),

    close: async () => {
      compiler.dispose()
      ready?.dispose()
      ready = undefined
      await teachers.close()
    },
  }
}
