import { compilerOf, type CompiledFunction, type Compiler } from '@potstill/spec'
import { backend, engine, type Tensor } from '@tensorflow/tfjs-core'

/** A function of tensors alone, such as a network in inference. */
type Pass = (inputs: Tensor[]) => readonly Tensor[]

export interface CompiledPass {
  readonly run: Pass
  /** Frees the native program; a later call makes another. */
  dispose(): void
}

/** As many shapes are compiled; those that come later run operation by operation, which costs less than to compile each. */
const mostShapes = 8

/**
 * Runs a pass as one native program where the backend in use makes such programs and nobody wants a gradient of it, and
 * operation by operation everywhere else. What cannot be compiled is not tried again.
 */
export function compiledPass(pass: Pass): CompiledPass {
  const shapes = new Set<string>()
  let compiler: Compiler | undefined
  let program: CompiledFunction<Tensor[], readonly Tensor[], undefined> | undefined
  let impossible = false

  function dispose(): void {
    program?.dispose()
    program = undefined
    compiler = undefined
    shapes.clear()
    impossible = false
  }

  function programFor(inputs: readonly Tensor[]) {
    const current = compilerOf(backend())
    if (current === undefined || isDifferentiating()) return undefined
    if (current !== compiler) dispose()
    if (impossible || !admits(inputs)) return undefined
    compiler = current
    program ??= current.compile((given) => pass(given), { name: 'a pass in inference' })
    return program
  }

  function admits(inputs: readonly Tensor[]): boolean {
    const key = inputs.map(({ shape, dtype }) => `${dtype}[${shape.join()}]`).join()
    if (!shapes.has(key) && shapes.size < mostShapes) shapes.add(key)
    return shapes.has(key)
  }

  return {
    run(inputs) {
      const compiled = programFor(inputs)
      if (compiled === undefined) return pass(inputs)
      try {
        return compiled.run(inputs, { context: undefined })
      } catch {
        compiled.dispose()
        impossible = true
        return pass(inputs)
      }
    },
    dispose,
  }
}

/** What runs under a gradient tape has to leave its operations there. */
function isDifferentiating(): boolean {
  return engine().state.gradientDepth > 0
}
