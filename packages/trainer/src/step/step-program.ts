import type { Batch, CompiledFunction, Compiler, Random, TeacherOutput } from '@potstill/spec'
import { clone, type Tensor } from '@tensorflow/tfjs-core'
import { applyUpdate, replaceStates, updateWeights } from './apply-update'
import { disposeGradients, type Gradients } from './compute-gradients'
import type { StepContext } from './compute-terms'
import { lateRandom } from './late-random'
import type { Report } from './read-report'
import type { Pass, Ready } from './ready-step'
import { stepGradients } from './step-gradients'
import type { StepScalars } from './step-scalars'
import type { WholeBatch } from './whole-batch'

/** What differs from step to step, beside the random draws. */
interface StepInputs {
  readonly batch: Batch
  readonly taught: readonly TeacherOutput[]
  readonly scalars: StepScalars
  readonly whole?: WholeBatch
}

/** Takes a pass, and gives its report. Where `accept` says no to that, nothing has changed and there is none. */
type Take = (pass: Pass, accept: (report: Report) => boolean) => Report | undefined

/** Steps as native programs: forward, losses, gradients, weights, optimizer slots, memories. All throw what the compiler throws. */
export interface StepProgram {
  /** A whole step. */
  readonly run: Take
  /** The gradients of one batch of several, added to the sums. */
  readonly add: Take
  /** The update by those sums, which are 0 thereafter. Changes nothing where `accept` is false. */
  update(scalars: StepScalars, accept: boolean): void
  dispose(): void
}

/** Nothing is compiled before the first run: shapes are known only then. */
export function stepProgram(
  compiler: Compiler,
  ready: Ready,
  network: Pick<StepContext, 'terms' | 'learners' | 'reach'>,
): StepProgram {
  const passes = (name: string, use: (gradients: Gradients, inputs: StepInputs) => void) =>
    lazily(() => passProgram(compiler, ready, network, name, use))
  const step = passes('the training step', (gradients, { scalars }) => applyUpdate(gradients, scalars, ready))
  const adding = passes('the gradients of a batch', (gradients) => {
    ready.sums().add(gradients)
    replaceStates(gradients, ready)
  })
  const updating = lazily(() =>
    compiler.compile<StepScalars, readonly Tensor[], undefined>(
      (scalars) => {
        updateWeights(ready.sums().read(), scalars, ready)
        ready.sums().clear()
        return []
      },
      { name: 'the update' },
    ),
  )
  return {
    run: (...given) => step.get().run(...given),
    add: (...given) => {
      // Not while the step is captured.
      ready.sums()
      return adding.get().run(...given)
    },
    update: (scalars, accept) => {
      updating.get().run(scalars, { context: undefined, accept: () => accept })
    },
    dispose: () => {
      for (const made of [step, adding, updating]) made.dispose()
    },
  }
}

function passProgram(
  compiler: Compiler,
  ready: Ready,
  network: Pick<StepContext, 'terms' | 'learners' | 'reach'>,
  name: string,
  use: (gradients: Gradients, inputs: StepInputs) => void,
): { readonly run: Take; dispose(): void } {
  const { memories } = ready
  const program: CompiledFunction<StepInputs, Tensor, Random> = compiler.compile(
    (inputs, late) => {
      const context = { ...inputs, ...network, memories, random: lateRandom(late), training: true }
      const gradients = stepGradients(context, ready)
      use(gradients, inputs)
      const report = clone(gradients.report)
      disposeGradients(gradients)
      return report
    },
    { name },
  )
  return {
    run({ batch, taught, scalars, random, whole }, accept) {
      let accepted: Report | undefined
      const report = program.run(
        { batch: withoutTeacherInputs(batch), taught, scalars, ...(whole && { whole }) },
        {
          context: random,
          accept: (tensor) => {
            const numbers = tensor.dataSync<'float32'>()
            if (accept(numbers)) accepted = numbers
            return accepted !== undefined
          },
        },
      )
      report.dispose()
      return accepted
    },
    dispose: () => program.dispose(),
  }
}

function lazily<Value extends { dispose(): void }>(make: () => Value) {
  let made: Value | undefined
  return {
    get: () => (made ??= make()),
    dispose: () => {
      made?.dispose()
      made = undefined
    },
  }
}

/** The teacher has answered by then: its inputs need not fit into a program, nor be copied into one. */
function withoutTeacherInputs({ teacherInputs: _, ...batch }: Batch): Batch {
  return batch
}
