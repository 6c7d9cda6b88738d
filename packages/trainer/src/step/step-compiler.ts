import { compilerOf, isPotstillError } from '@potstill/spec'
import { backend } from '@tensorflow/tfjs-core'
import type { StepContext } from './compute-terms'
import {
  demandedCompiler,
  notCompiledError,
  notCompiledNotice,
  refusingTerm,
  thrownReason,
  type NotCompiled,
} from './not-compiled'
import { isFiniteReport, stepResult } from './read-report'
import type { Pass, Ready } from './ready-step'
import { stepProgram, type StepProgram } from './step-program'
import type { Compile, StepResult } from './step-options'

/** Takes steps as one native program, where the backend in use makes programs and the step can be one. */
export interface StepCompiler {
  /** Throws where `always` cannot be had for this batch. Changes nothing. */
  check(pass: Pass, ready: Ready): void
  /** Undefined where nothing was done: the step has to be taken operation by operation. */
  take(pass: Pass, ready: Ready): StepResult | undefined
  /** Why steps are not compiled although the backend could; said once. */
  notice(): string | undefined
  dispose(): void
}

/** Throws a PotstillError where `compile` is `always` and the backend does not, or a loss says of itself that it cannot be. */
export function stepCompiler(
  compile: Compile,
  network: Pick<StepContext, 'terms' | 'learners'>,
): StepCompiler {
  const { terms } = network
  const always = compile === 'always'
  let program: StepProgram | undefined
  let eager = compile === 'never'
  let untold: NotCompiled | undefined

  function goOnEagerly(reason: NotCompiled): undefined {
    if (always) throw notCompiledError(reason)
    eager = true
    untold = reason
    program?.dispose()
    program = undefined
  }

  function open(ready: Ready): StepProgram | undefined {
    if (program !== undefined || eager) return program
    const compiler = always ? demandedCompiler() : compilerOf(backend())
    if (compiler === undefined) return undefined
    const refusing = refusingTerm(terms)
    if (refusing !== undefined) return goOnEagerly(refusing)
    program = stepProgram(compiler, ready, network)
    return program
  }

  function run(pass: Pass, ready: Ready, accept: Parameters<StepProgram['run']>[1]) {
    const opened = open(ready)
    try {
      return opened?.run(pass, accept)
    } catch (error) {
      // A component that fails does so compiled or not.
      if (always && isPotstillError(error) && error.code.startsWith('trainer/')) throw error
      return goOnEagerly(thrownReason(error))
    }
  }

  if (always) {
    demandedCompiler()
    const refusing = refusingTerm(terms)
    if (refusing !== undefined) throw notCompiledError(refusing)
  }

  return {
    check(pass, ready) {
      if (always) run(pass, ready, () => false)
    },
    take(pass, ready) {
      const report = run(pass, ready, (numbers) => {
        const finite = isFiniteReport(numbers, terms.length)
        if (finite) ready.lastGood.remember()
        return finite
      })
      return report && stepResult(report, terms, pass.numbers)
    },
    notice() {
      const reason = untold
      untold = undefined
      return reason && notCompiledNotice(reason)
    },
    dispose() {
      program?.dispose()
      program = undefined
    },
  }
}
