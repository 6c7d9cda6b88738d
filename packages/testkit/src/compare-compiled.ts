import { compilerOf } from '@potstill/spec'
import { backend, type Tensor } from '@tensorflow/tfjs-core'
import { arrayOf, expectClose } from './numbers'
import { tidied } from './tidied'

/** Throws unless what is compiled gives what it gives when it is not. Compares nothing on a backend that cannot compile. */
export function compareCompiled(
  name: string,
  run: (given: readonly Tensor[]) => Tensor,
  at: readonly Tensor[],
): void {
  const compiler = compilerOf(backend())
  if (compiler === undefined) return
  const compiled = compiler.compile((given: readonly Tensor[]) => run(given), { name })
  try {
    const native = tidied(() => arrayOf(compiled.run(at, { context: undefined })))
    const plain = tidied(() => arrayOf(run(at)))
    expectClose(native, plain, 1e-5, 'what it is when it is not compiled')
  } finally {
    compiled.dispose()
  }
}
