import type { Batch, Progress, Student, Teacher, TeacherOutput } from '@potstill/spec'
import { dispose, tidy, type Variable } from '@tensorflow/tfjs-core'
// tfjs-core alone has no gradients: importing the layers package registers them.
import '@tensorflow/tfjs-layers'
import { keyedRandom } from '../random/keyed-random'
import { checkBatch } from './check-batch'
import { guarded } from './component-failure'
import { computeGradients, disposeGradients } from './compute-gradients'
import { computeTerms, type StepContext } from './compute-terms'
import { disposeBatch, disposeTaught } from './dispose-batch'
import { initialiseTerms, type TermMemory } from './initialise-terms'
import { keepLastGood, type LastGoodWeights } from './last-good-weights'
import { noStorage } from './no-storage'
import { hostOptimizer, type OptimizerHost } from './optimizer-host'
import { readReport } from './read-report'
import { checkOptimizer, checkTerms } from './requirements'
import { resolveTerms } from './resolve-terms'
import type { StepOptions, StepResult, TrainStep } from './step-options'
import { scalarTensors, stepNumbers, stepScalars, type StepNumbers, type StepScalars } from './step-scalars'
import { teacherWant } from './teacher-want'

/** What exists once the first batch was seen. */
interface Ready {
  readonly memories: readonly TermMemory[]
  readonly variables: readonly Variable[]
  readonly optimizer: OptimizerHost
  readonly lastGood: LastGoodWeights
}

interface Pass extends Omit<StepContext, 'memories' | 'training'> {
  readonly numbers: StepNumbers
}

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
  const terms = resolveTerms(options.objective)
  checkOptimizer(optimizer)
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

  async function start(batch: Batch, taught: TeacherOutput): Promise<Ready> {
    const examples = options.examples ?? { count: 0 }
    const memories = await initialiseTerms({ terms, student, batch, taught, examples, seed })
    const learned = memories.flatMap(({ loss, temperature }) => [
      ...Object.values(loss.trainable),
      ...Object.values(temperature?.trainable ?? {}),
    ])
    const variables = [...student.variables, ...learned]
    return {
      memories,
      variables,
      optimizer: hostOptimizer(optimizer, variables),
      lastGood: keepLastGood([...student.variables, ...student.state]),
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
    let taught: TeacherOutput = {}
    let scalars: StepScalars | undefined
    try {
      taught = await teach(batch)
      scalars = stepScalars(numbers, optimizer, progress)
      const random = keyedRandom(seed, progress.step)
      ready ??= await start(batch, taught)
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
      withBatch(given, firstStep, async (pass, { memories }) => {
        await checkBatch(pass.batch, student)
        tidy(() => void computeTerms({ ...pass, memories, training: false }))
      }),

    train: (given, progress) =>
      withBatch(given, progress, async (pass, { memories, variables, optimizer: host, lastGood }) => {
        const gradients = computeGradients({ ...pass, memories, training: true }, variables)
        try {
          const result: StepResult = await readReport(gradients, terms, pass.numbers, progress)
          lastGood.remember()
          host.apply(gradients.byVariable, pass.scalars)
          memories.forEach((memory, index) => {
            memory.loss.replaceState(gradients.states[index]?.loss ?? {})
            memory.temperature?.replaceState(gradients.states[index]?.temperature ?? {})
          })
          if (teacher?.afterStep !== undefined) followStudent(teacher, student)
          return result
        } catch (error) {
          lastGood.restore()
          throw error
        } finally {
          disposeGradients(gradients)
        }
      }),

    close: async () => {
      for (const { loss, temperature } of ready?.memories ?? []) {
        loss.dispose()
        temperature?.dispose()
      }
      ready?.optimizer.dispose()
      ready?.lastGood.dispose()
      ready = undefined
      await teacher?.close()
    },
  }
}

/** A teacher that follows the student assigns variables of its own; what it makes on the way is freed. */
function followStudent(teacher: Teacher, student: Student): void {
  tidy(() => {
    guarded(teacher.name, 'follow the student', 'work', () => teacher.afterStep?.(student))
  })
}
