import type { Tensor, Variable } from '@tensorflow/tfjs-core'

/**
 * Makes a tensor anew for each call of a compiled function, from the context that the caller hands that call: random
 * draws, say. Inside the function it gives the tensor of this call.
 */
export type Late<Context> = (supply: (context: Context) => Tensor) => Tensor

/**
 * A function of nested arrays and objects of tensors that may be compiled: it runs once, without numbers. It may assign
 * variables. Numbers of JavaScript that it uses stay what they were: what changes has to come in `args` or be `late`.
 */
export type Compilable<Args, Result, Context> = (args: Args, late: Late<Context>) => Result

export interface CompiledCall<Result, Context> {
  readonly context: Context
  /** Looks at the result before variables take their new values: false leaves them as they were. Default: true. */
  accept?(result: Result): boolean
}

export interface CompiledFunction<Args, Result, Context> {
  /** Runs it; new shapes compile it anew. The tensors of the result are the caller's. */
  run(args: Args, call: CompiledCall<Result, Context>): Result
  dispose(): void
}

/**
 * What turns a function into one native program. Throws where it cannot: an operation without a native form, or numbers
 * that are read in the middle.
 */
export interface Compiler {
  compile<Args, Result, Context>(
    fn: Compilable<Args, Result, Context>,
    options?: { readonly name?: string },
  ): CompiledFunction<Args, Result, Context>
  /**
   * Says that variables are going to change, or may have changed before: no program makes constants of them. It is then compiled once,
   * however they change, and its last bits do not depend on when that was: constants may be computed with otherwise.
   */
  expectChanges?(variables: readonly Variable[]): void
}

/** Where a TensorFlow.js backend that can compile keeps its compiler. */
export const compilerKey = Symbol.for('potstill.compiler')

/**
 * The compiler of a TensorFlow.js backend; undefined where it has none.
 *
 * @example
 * compilerOf({}) // => undefined
 */
export function compilerOf(backend: object): Compiler | undefined {
  return (backend as { readonly [compilerKey]?: Compiler })[compilerKey]
}
