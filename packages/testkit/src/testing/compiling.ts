import { compilerKey, type Compiler } from '@potstill/spec'
import { add, backend, type Tensor } from '@tensorflow/tfjs-core'

/** Runs with a compiler on the backend that is set, by which every result is one more than it should be. */
export async function withWrongCompiler(work: () => Promise<void>): Promise<void> {
  const compiler: Compiler = {
    compile: (fn) => ({
      run: (args, { context }) => {
        const result = fn(args, (supply) => supply(context)) as Tensor
        return add(result, 1) as never
      },
      dispose: () => {},
    }),
  }
  const compiling = backend() as { [compilerKey]?: Compiler }
  compiling[compilerKey] = compiler
  try {
    await work()
  } finally {
    delete compiling[compilerKey]
  }
}
