import type { Progress } from '@potstill/spec'
import { applyUpdate, replaceStates } from './apply-update'
import { disposeGradients } from './compute-gradients'
import { checkReport, type Report } from './read-report'
import type { Pass, Ready } from './ready-step'
import { stepGradients } from './step-gradients'

/** Takes a step operation by operation. Throws where a number of it is not finite; the last good weights are then back. */
export async function eagerStep(pass: Pass, ready: Ready, progress: Progress): Promise<Report> {
  return eagerly(pass, ready, progress, (gradients) => {
    ready.lastGood.remember()
    applyUpdate(gradients, pass.scalars, ready)
  })
}

/** Adds one batch of several to the sums of gradients, in the same way. */
export async function eagerAdd(pass: Pass, ready: Ready, progress: Progress): Promise<Report> {
  return eagerly(pass, ready, progress, (gradients) => {
    ready.sums().add(gradients)
    replaceStates(gradients, ready)
  })
}

async function eagerly(
  pass: Pass,
  ready: Ready,
  progress: Progress,
  use: (gradients: ReturnType<typeof stepGradients>) => void,
): Promise<Report> {
  const gradients = stepGradients({ ...pass, memories: ready.memories, training: true }, ready)
  try {
    const report = await checkReport(gradients, pass.terms, progress)
    use(gradients)
    return report
  } catch (error) {
    ready.lastGood.restore()
    throw error
  } finally {
    disposeGradients(gradients)
  }
}
