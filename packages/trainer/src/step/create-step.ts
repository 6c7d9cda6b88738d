import type { Batch, Progress, Student, Teacher, TeacherOutput } from '@potstill/spec'
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
import { readyStep, type Pass, type Ready } from './ready-step'
import { checkOptimizer, checkTerms } from './requirements'
import { resolveTerms } from './resolve-terms'
import { stepCompiler } from './step-compiler'
import type { StepOptions, TrainStep } from './step-options'
import { scalarTensors, stepNumbers, stepScalars, type StepScalars } from './step-scalars'
import { teacherWant } from './teacher-want'

const firstStep: Progress = { step: 0, steps: 1, epoch: 0, epochs: 1, fraction: 0 }

/**
 * Makes a training step: teacher, student forward, temperatures, losses, gradients, update.
 *
 * Opens the teacher, and throws a PotstillError where what the terms need is not what the networks give.
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
export async function createStep(options: StepOptions): Promise<TrainStep> {
  const { student, teacher, optimizer, strategies = [], seed = 0, storage = noStorage } = options
  const { examples = { count: 0 }, compile = 'auto', notice } = options
  const terms = resolveTerms(options.objective)
  checkOptimizer(optimizer)
  const compiler = stepCompiler(compile, { terms, student, teacher })
  const ability = await (teacher &&
    guarded(teacher.name, 'open', 'request', async () => teacher.open({ storage, student })))
  try {
    checkTerms(terms, student, ability)
  } catch (error) {
    await teacher?.close()
    throw error
  }
  const want = teacherWant(terms, ability?.gives ?? [])
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

  async function teach(batch: Batch): Promise<TeacherOutput> {
    const wanted = want.logits || want.topK === true || want.taps.length > 0 || want.views
    if (teacher === undefined || !wanted) return {}
    return guarded(teacher.name, 'predict', 'work', async () => teacher.predict(batch, want))
  }

  /** Hands a pass over a batch its tensors, and frees them when it is done. */
  async function withBatch<Value>(
    given: Batch,
    progress: Progress,
    use: (pass: Pass, ready: Ready) => Promise<Value>,
  ): Promise<Value> {
    const numbers = stepNumbers(terms, optimizer, progress)
    const batch = await prepare(given, progress)
    let taught: TeacherOutput = {}
    let scalars: StepScalars | undefined
    try {
      taught = await teach(batch)
      scalars = stepScalars(numbers, optimizer, progress)
      const random = keyedRandom(seed, progress.step)
      ready ??= await readyStep({ terms, student, optimizer, batch, taught, examples, seed })
      return await use({ terms, student, teacher, batch, taught, numbers, scalars, random }, ready)
    } finally {
      if (scalars !== undefined) dispose(scalarTensors(scalars))
      disposeTaught(taught)
      if (batch !== given) disposeBatch(batch, given)
    }
  }

  return {
    terms: terms.map(({ name }) => name),

    check: (given) =>
      withBatch(given, firstStep, async (pass, started) => {
        await checkBatch(pass.batch, student)
        tidy(() => void computeTerms({ ...pass, memories: started.memories, training: false }))
        compiler.check(pass, started)
      }),

    train: (given, progress) =>
      withBatch(given, progress, async (pass, started) => {
        const result = compiler.take(pass, started) ?? (await eagerStep(pass, started, progress))
        if (teacher?.afterStep !== undefined) followStudent(teacher, student, started)
        const message = compiler.notice()
        if (message !== undefined) notice?.(message)
        return result
      }),

    close: async () => {
      compiler.dispose()
      ready?.dispose()
      ready = undefined
      await teacher?.close()
    },
  }
}

/**
 * A teacher that follows the student assigns variables of its own; what it makes on the way is freed. Where it fails, the
 * student is put back to before the step.
 */
function followStudent(teacher: Teacher, student: Student, { lastGood }: Ready): void {
  try {
    tidy(() => {
      guarded(teacher.name, 'follow the student', 'work', () => teacher.afterStep?.(student))
    })
  } catch (error) {
    lastGood.restore()
    throw error
  }
}
