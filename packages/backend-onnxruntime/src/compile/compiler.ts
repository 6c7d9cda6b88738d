import { signatureOf } from '@potstill/onnx'
import type { Compilable, CompiledFunction, Compiler } from '@potstill/spec'
import type { Variable } from '@tensorflow/tfjs-core'
import { BoundedCache } from '../memory/bounded-cache'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import { compileVariant, type CompiledVariant } from './compiled-variant'
import { tellOnce } from './tell-once'

/** Compiles functions for a backend. */
export function compilerFor(backend: OnnxruntimeBackend): Compiler {
  return {
    compile: (fn, { name = fn.name || 'function' } = {}) => compiledFunction(backend, fn, name),
  }
}

function compiledFunction<Args, Result, Context>(
  backend: OnnxruntimeBackend,
  fn: Compilable<Args, Result, Context>,
  name: string,
): CompiledFunction<Args, Result, Context> {
  const { variants: limit } = backend.options
  const variants = new BoundedCache<string, CompiledVariant<Args, Result, Context>>(limit, (variant) =>
    variant.dispose(),
  )
  const open = new Set<Variable>()
  const tellChurn = tellOnce(
    `[potstill] ${name} was called with more than ${limit} different shapes and is compiled again and again; ` +
      'pad what it is given to a few sizes, or raise `variants`',
  )
  return {
    run(args, call) {
      const key = signatureOf(args)
      let variant = variants.get(key)
      const changed = variant?.changed() ?? []
      if (changed.length > 0) {
        for (const variable of changed) open.add(variable)
        variants.delete(key)
        variant = undefined
      }
      if (variant === undefined) {
        variant = compileVariant(backend, fn, args, call.context, open)
        if (variants.set(key, variant)) tellChurn()
      }
      return variant.run(args, call)
    },
    dispose: () => variants.clear(),
  }
}
