import { compilerOf, isPotstillError, PotstillError, type Compiler } from '@potstill/spec'
import { backend, getBackend } from '@tensorflow/tfjs-core'
import type { ResolvedTerm } from './resolve-terms'

/** Why a step cannot be compiled. */
export interface NotCompiled {
  /** The kernel or the component that stands in the way, where one is known. */
  readonly component?: string
  readonly expected: string
  readonly received: string
  readonly fix?: string
  readonly cause?: unknown
}

/** The first term whose loss says of itself that it cannot be compiled. */
export function refusingTerm(terms: readonly ResolvedTerm[]): NotCompiled | undefined {
  for (const { name, loss } of terms) {
    const { compiles = true } = loss.traits
    if (compiles === true) continue
    return {
      component: name,
      expected: 'losses that can be compiled',
      received: `${name}: ${compiles.reason}`,
    }
  }
  return undefined
}

/** What the compiler threw. */
export function thrownReason(cause: unknown): NotCompiled {
  if (!isPotstillError(cause)) {
    const received = cause instanceof Error ? cause.message : String(cause)
    return { expected: 'a step that can be compiled', received, cause }
  }
  const { component, expected, received, fix } = cause
  return { ...(component !== undefined && { component }), expected, received, fix, cause }
}

/** For somebody who can do without. */
export function notCompiledNotice({ expected, received, fix }: NotCompiled): string {
  const why = `The training step is not compiled and runs operation by operation: expected ${expected}; got ${received}.`
  return fix === undefined ? why : `${why} To have it compiled: ${fix}.`
}

/** For somebody who asked for nothing else. */
export function notCompiledError({ expected, fix, ...reason }: NotCompiled): PotstillError {
  const without = 'use compile: auto, which goes on operation by operation'
  return new PotstillError({
    ...reason,
    code: 'trainer/not-compiled',
    expected: `${expected}, since compile is always`,
    fix: fix === undefined ? without : `${fix}; or ${without}`,
  })
}

/** The compiler of the backend in use, for somebody who asked for nothing else. */
export function demandedCompiler(): Compiler {
  const compiler = compilerOf(backend())
  if (compiler !== undefined) return compiler
  throw new PotstillError({
    code: 'trainer/no-compiler',
    expected: 'a backend that compiles functions, since compile is always',
    received: `the backend ${getBackend()}, which does not`,
    fix: 'use the backend onnxruntime (npm install @potstill/backend-onnxruntime onnxruntime-node), or compile: auto, which goes on operation by operation',
  })
}
