import type { Progress } from '@potstill/spec'
import { applyUpdate } from './apply-update'
import { computeGradients, disposeGradients } from './compute-gradients'
import { readReport } from './read-report'
import type { Pass, Ready } from './ready-step'
import type { StepResult } from './step-options'

/** Takes a step operation by operation. Throws where a number of it is not finite; the last good weights are then back. */
export async function eagerStep(pass: Pass, ready: Ready, progress: Progress): Promise<StepResult> {
  const { memories, variables, lastGood } = ready
  const gradients = computeGradients({ ...pass, memories, training: true }, variables)
  try {
    const result = await readReport(gradients, pass.terms, pass.numbers, progress)
    lastGood.remember()
    applyUpdate(gradients, pass.scalars, ready)
    return result
  } catch (error) {
    lastGood.restore()
    throw error
  } finally {
    disposeGradients(gradients)
  }
}
