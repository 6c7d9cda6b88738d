import type { CompiledFunction } from '@potstill/spec'
import { compilerOf, PotstillError } from '@potstill/spec'
import { backend, type TensorContainer } from '@tensorflow/tfjs-core'

/** A compiled function: called like the one it was made of. */
export interface CompiledCallable<Args extends readonly unknown[], Result> {
  (...args: Args): Result
  /** Frees its native programs. */
  dispose(): void
}

/**
 * Turns a function of tensors into one native program, as `jit` does elsewhere: forward pass, losses, gradients and
 * optimizer updates run without a return to JavaScript.
 *
 * The function runs once for every set of shapes and element types, without numbers. Afterwards each call runs the
 * program: arguments (tensors, or arrays and objects of tensors) go in, variables are read and assigned as before,
 * results come out as tensors. Numbers of JavaScript (a learning rate, a temperature) become part of the program: pass
 * what changes as a tensor.
 *
 * Throws a PotstillError where the backend in use cannot compile, where an operation has no ONNX form (the error names
 * it), and where the function reads numbers or draws random ones by itself.
 *
 * @example
 * await registerBackend()
 * await setBackend('onnxruntime')
 * const double = compile((x) => mul(x, 2))
 * double(tensor1d([1, 2])) // => [2, 4]
 * double.dispose()
 */
export function compile<Args extends readonly unknown[], Result extends TensorContainer>(
  fn: (...args: Args) => Result,
): CompiledCallable<Args, Result> {
  let compiled: CompiledFunction<Args, Result, undefined> | undefined
  const call = (...args: Args): Result => {
    compiled ??= currentCompiler().compile<Args, Result, undefined>((given) => fn(...given), {
      name: fn.name || 'function',
    })
    return compiled.run(args, { context: undefined })
  }
  return Object.assign(call, {
    dispose: () => {
      compiled?.dispose()
      compiled = undefined
    },
  })
}

function currentCompiler() {
  const compiler = compilerOf(backend())
  if (compiler !== undefined) return compiler
  throw new PotstillError({
    code: 'backend-onnxruntime/not-current',
    component: 'compile',
    expected: 'the onnxruntime backend in use',
    received: 'another one',
    fix: "await registerBackend(), then await setBackend('onnxruntime')",
  })
}
