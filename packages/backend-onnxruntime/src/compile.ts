import { isCapturing } from '@potstill/onnx'
import { compilerOf, type CompiledFunction, type Compiler } from '@potstill/spec'
import { backend, type TensorContainer } from '@tensorflow/tfjs-core'
import { notCurrent } from './compile/refusals'

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
  let compiler: Compiler | undefined
  let compiled: CompiledFunction<Args, Result, undefined> | undefined
  const dispose = () => {
    compiled?.dispose()
    compiled = undefined
  }
  const call = (...args: Args): Result => {
    // Inside of another compiled function it becomes part of that one.
    if (isCapturing()) return fn(...args)
    const current = compilerOf(backend())
    if (current === undefined) throw notCurrent()
    if (current !== compiler) dispose()
    compiler = current
    compiled ??= compiler.compile<Args, Result, undefined>((given) => fn(...given), {
      name: fn.name || 'function',
    })
    return compiled.run(args, { context: undefined })
  }
  return Object.assign(call, { dispose })
}
