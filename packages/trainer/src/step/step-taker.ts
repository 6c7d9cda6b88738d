import type { Progress, StepDiagnostics } from '@potstill/spec'
import { updateWeights } from './apply-update'
import { diagnosis, type Diagnosis } from './diagnose'
import { differingUpdate } from './differing-update'
import { eagerAdd, eagerStep } from './eager-step'
import { addReports, stepResult, type Report } from './read-report'
import type { Pass, Ready } from './ready-step'
import type { StepCompiler } from './step-compiler'
import type { StepResult } from './step-options'
import type { UpdateOptions } from './update-options'

/** Runs through the batches of a step, one after the other. */
export type EachPass = (take: (pass: Pass, ready: Ready) => Promise<void>) => Promise<void>

/** Takes steps of one batch or of several, compiled where that can be. */
export interface StepTaker {
  take(
    eachPass: EachPass,
    batches: number,
    progress: Progress,
  ): Promise<{ readonly result: StepResult; readonly ready: Ready }>
  /** In which way several batches are not one large one; said once. */
  notice(ready: Ready): string | undefined
}

export function stepTaker(compiler: StepCompiler, { diagnostics }: UpdateOptions): StepTaker {
  let accumulated: Pick<Pass, 'learners' | 'terms'> | undefined
  let told = false

  async function takePass(pass: Pass, ready: Ready, several: boolean, progress: Progress): Promise<Report> {
    if (!several) return compiler.take(pass, ready) ?? (await eagerStep(pass, ready, progress))
    accumulated ??= { learners: pass.learners, terms: pass.terms }
    return compiler.add(pass, ready) ?? (await eagerAdd(pass, ready, progress))
  }

  function update({ scalars }: Pass, ready: Ready): void {
    ready.lastGood.remember()
    if (compiler.update(scalars, ready)) return
    updateWeights(ready.sums().read(), scalars, ready)
    ready.sums().clear()
  }

  return {
    async take(eachPass, batches, progress) {
      const reports: Report[] = []
      const due = diagnostics !== undefined && progress.step % diagnostics.everySteps === 0
      let looked: Diagnosis | undefined
      let last: { readonly pass: Pass; readonly ready: Ready } | undefined
      try {
        await eachPass(async (pass, ready) => {
          if (due) {
            looked ??= diagnosis(pass.terms, ready.weights)
            looked.add({ ...pass, memories: ready.memories, training: true })
          }
          reports.push(await takePass(pass, ready, batches > 1, progress))
          last = { pass, ready }
        })
        if (last === undefined) throw new RangeError('a step has batches')
        const { pass, ready } = last
        if (batches > 1) update(pass, ready)
        const seen: StepDiagnostics | undefined = await looked?.read()
        const result = stepResult(addReports(reports), pass.terms, pass.numbers)
        return { result: { ...result, ...(seen && { diagnostics: seen }) }, ready }
      } catch (error) {
        // A step that failed in the middle leaves nothing to the next.
        if (batches > 1) last?.ready.sums().clear()
        throw error
      } finally {
        looked?.dispose()
      }
    },
    notice({ memories }) {
      if (told || accumulated === undefined) return undefined
      told = true
      const { learners, terms } = accumulated
      return differingUpdate(learners, terms, memories)
    },
  }
}
