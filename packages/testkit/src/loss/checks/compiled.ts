import { compilerOf, type Compiler } from '@potstill/spec'
import { backend, type Tensor } from '@tensorflow/tfjs-core'
import { tidied } from '../../tidied'
import { studentParts, withTensors } from '../loss-case'
import { arrayOf, expectClose } from '../numbers'
import { forSeeds, type Check, type Checks, type LossSubject } from './check'

/** Where the backend that is set can compile, the compiled value is the one that is not. */
export function compiledChecks(subject: LossSubject): Checks {
  return {
    'is the same when it is compiled, or says why it cannot be': async () => {
      const compiler = compilerOf(backend())
      if (compiler === undefined || typeof subject.loss.traits.compiles === 'object') return
      await compareCompiled(subject, compiler)()
    },
  }
}

function compareCompiled(subject: LossSubject, compiler: Compiler): Check {
  const { loss } = subject
  return forSeeds(subject, ({ signals, valueOn }) => {
    const parts = studentParts(signals, loss)
    const run = (moved: readonly Tensor[]) => {
      const rest = [...moved]
      const changed = parts.reduce(
        (all, [name, tensors]) => withTensors(all, 'student', name, rest.splice(0, tensors.length)),
        signals,
      )
      return valueOn(changed)
    }
    const tensors = parts.flatMap(([, each]) => each)
    const compiled = compiler.compile((args: readonly Tensor[]) => run(args), { name: loss.name })
    try {
      const native = tidied(() => arrayOf(compiled.run(tensors, { context: undefined })))
      const plain = tidied(() => arrayOf(run(tensors)))
      expectClose(native, plain, 1e-5, 'what it is when it is not compiled')
    } finally {
      compiled.dispose()
    }
  })
}
