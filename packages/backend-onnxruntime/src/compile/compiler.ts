import { isCapturing, signatureOf } from '@potstill/onnx'
import type { Compilable, CompiledCall, CompiledFunction, Compiler } from '@potstill/spec'
import { engine, type Variable } from '@tensorflow/tfjs-core'
import { BoundedCache } from '../memory/bounded-cache'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import { compileVariant, type CompiledVariant } from './compiled-variant'
import { inGradient, notCurrent, notInside } from './refusals'
import { tellOnce } from './tell-once'

/** Compiles functions for a backend. */
export function compilerFor(backend: OnnxruntimeBackend): Compiler {
  const changing = new WeakSet<Variable>()
  return {
    compile: (fn, { name = fn.name || 'function' } = {}) => compiledFunction(backend, fn, name, changing),
    expectChanges: (variables) => variables.forEach((variable) => changing.add(variable)),
  }
}

function compiledFunction<Args, Result, Context>(
  backend: OnnxruntimeBackend,
  fn: Compilable<Args, Result, Context>,
  name: string,
  changing: WeakSet<Variable>,
): CompiledFunction<Args, Result, Context> {
  const { variants: limit } = backend.options
  const variants = new BoundedCache<string, CompiledVariant<Args, Result, Context>>(limit, (variant) =>
    variant.dispose(),
  )
  /** Variables that were found to change between calls. */
  const open = new Set<Variable>()
  const isOpen = (variable: Variable) => open.has(variable) || changing.has(variable)
  const tellChurn = tellOnce(
    `[potstill] ${name} was called with more than ${limit} different shapes and is compiled again and again; ` +
      'pad what it is given to a few sizes, or raise `variants`',
  )
  const upToDate = (key: string) => {
    const variant = variants.get(key)
    const changed = variant?.changed() ?? []
    if (changed.length === 0) return variant
    for (const variable of changed) open.add(variable)
    variants.delete(key)
    return undefined
  }
  return {
    run(args, call) {
      if (isCapturing()) return runInside(fn, args, call, name)
      if (engine().backend !== backend) throw notCurrent()
      if (engine().isTapeOn()) throw inGradient(name)
      const key = signatureOf(args)
      const known = upToDate(key)
      if (known !== undefined) return known.run(args, call)
      const variant = compileVariant(backend, fn, args, { name, context: call.context, isOpen })
      if (variants.set(key, variant)) tellChurn()
      return variant.run(args, call)
    },
    dispose: () => variants.clear(),
  }
}

/** A compiled function that another one calls becomes part of that one. */
function runInside<Args, Result, Context>(
  fn: Compilable<Args, Result, Context>,
  args: Args,
  { accept }: CompiledCall<Result, Context>,
  name: string,
): Result {
  if (accept !== undefined) throw notInside(name, 'decides whether to accept its results')
  return fn(args, () => {
    throw notInside(name, 'has late tensors')
  })
}
