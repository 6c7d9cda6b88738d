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
import { isFiniteReport, type Report } from './read-report'
import type { Pass, Ready } from './ready-step'
import { stepProgram, type StepProgram } from './step-program'
import type { Compile } from './step-options'
import type { StepScalars } from './step-scalars'

/** Takes steps as one native program, where the backend in use makes programs and the step can be one. */
export interface StepCompiler {
  /** Throws where `always` cannot be had for this batch. Changes nothing. */
  check(pass: Pass, ready: Ready): void
  /** Undefined where nothing was done: the step has to be taken operation by operation. */
  take(pass: Pass, ready: Ready): Report | undefined
  /** Adds one batch of several to the sums of gradients, in the same way. */
  add(pass: Pass, ready: Ready): Report | undefined
  /** Updates by those sums; false where nothing was done. */
  update(scalars: StepScalars, ready: Ready): boolean
  /** Why steps are not compiled although the backend could; said once. */
  notice(): string | undefined
  dispose(): void
}

/** Throws a PotstillError where `compile` is `always` and the backend does not, or a loss says of itself that it cannot be. */
export function stepCompiler(
  compile: Compile,
  network: Pick<StepContext, 'terms' | 'learners' | 'reach'>,
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

  function run<Value>(ready: Ready, use: (opened: StepProgram) => Value): Value | undefined {
    const opened = open(ready)
    try {
      return opened && use(opened)
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
      if (!always) return
      run(ready, (opened) => {
        if (pass.whole === undefined) return opened.run(pass, () => false)
        opened.add(pass, () => false)
        return opened.update(pass.scalars, false)
      })
    },
    take: (pass, ready) =>
      run(ready, (opened) =>
        opened.run(pass, (numbers) => {
          const finite = isFiniteReport(numbers, terms.length)
          if (finite) ready.lastGood.remember()
          return finite
        }),
      ),
    add: (pass, ready) =>
      run(ready, (opened) => opened.add(pass, (numbers) => isFiniteReport(numbers, terms.length))),
    update: (scalars, ready) =>
      run(ready, (opened) => {
        opened.update(scalars, true)
        return true
      }) ?? false,
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
