import type { Batch, CompiledFunction, Compiler, Random, TeacherOutput } from '@potstill/spec'
import { clone, type Tensor } from '@tensorflow/tfjs-core'
import { applyUpdate } from './apply-update'
import { computeGradients, disposeGradients } from './compute-gradients'
import type { StepContext } from './compute-terms'
import { lateRandom } from './late-random'
import type { Report } from './read-report'
import type { Pass, Ready } from './ready-step'
import type { StepScalars } from './step-scalars'

/** What differs from step to step, beside the random draws. */
interface StepInputs {
  readonly batch: Batch
  readonly taught: readonly TeacherOutput[]
  readonly scalars: StepScalars
}

/** A step as one native program: forward, losses, gradients, weights, optimizer slots, memories. */
export interface StepProgram {
  /**
   * Takes a step, and gives its report. Where `accept` says no to that, nothing has changed and there is none.
   *
   * Throws what the compiler throws where there is no such program.
   */
  run(pass: Pass, accept: (report: Report) => boolean): Report | undefined
  dispose(): void
}

/** Nothing is compiled before the first run: shapes are known only then. */
export function stepProgram(
  compiler: Compiler,
  ready: Ready,
  network: Pick<StepContext, 'terms' | 'learners'>,
): StepProgram {
  const { memories, variables } = ready
  const program: CompiledFunction<StepInputs, Tensor, Random> = compiler.compile(
    (inputs, late) => {
      const context = { ...inputs, ...network, memories, random: lateRandom(late), training: true }
      const gradients = computeGradients(context, variables)
      applyUpdate(gradients, inputs.scalars, ready)
      const report = clone(gradients.report)
      disposeGradients(gradients)
      return report
    },
    { name: 'the training step' },
  )
  return {
    run({ batch, taught, scalars, random }, accept) {
      let accepted: Report | undefined
      const report = program.run(
        { batch: withoutTeacherInputs(batch), taught, scalars },
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

/** The teacher has answered by then: its inputs need not fit into a program, nor be copied into one. */
function withoutTeacherInputs({ teacherInputs: _, ...batch }: Batch): Batch {
  return batch
}
