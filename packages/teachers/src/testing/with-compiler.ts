import { compilerKey, type Compiler } from '@potstill/spec'
import { backend } from '@tensorflow/tfjs-core'

/** Gives the backend in use, for a while, a compiler whose programs run the function itself; counts those alive. */
export async function withCompiler(use: (alive: () => number) => void | Promise<void>): Promise<void> {
  let alive = 0
  const compiler: Compiler = {
    compile: (fn) => {
      alive++
      return { run: (args) => fn(args, () => undefined as never), dispose: () => void alive-- }
    },
  }
  const current = backend() as { [compilerKey]?: Compiler }
  current[compilerKey] = compiler
  try {
    await use(() => alive)
  } finally {
    delete current[compilerKey]
  }
}
