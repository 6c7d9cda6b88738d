import type { SafeTensor } from '@potstill/formats'
import { PotstillError, type Memory, type NamedTensors } from '@potstill/spec'
import { dispose, tensor, type Tensor } from '@tensorflow/tfjs-core'
import { safeDtypes } from '../checkpoint/tensor-values'
import type { TermVariables } from '../objective'

/**
 * Gives the memory of a loss the values that it is to start from; the initial ones in their places are disposed. Throws a PotstillError
 * that lists both where they have nothing in common, or where one of them has another shape or dtype.
 */
export function startMemory(
  term: string,
  { trainable = {}, state = {} }: Memory,
  start: TermVariables,
): Memory {
  const initial = { ...trainable, ...state }
  const common = Object.keys(initial).filter((name) => Object.hasOwn(start, name))
  const fitting = common.every((name) => describe(initial[name]!) === describeStored(start[name]!))
  if (common.length === 0 || !fitting) {
    dispose([...Object.values(trainable), ...Object.values(state)])
    throw doesNotFit(term, initial, start)
  }
  const started = (tensors: NamedTensors) =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, value]) => {
        const stored = common.includes(name) ? start[name] : undefined
        return [name, stored === undefined ? value : replaced(value, stored)]
      }),
    )
  return { trainable: started(trainable), state: started(state) }
}

function replaced(initial: Tensor, { data }: SafeTensor): Tensor {
  const value = tensor(data as Float32Array, [...initial.shape], initial.dtype)
  initial.dispose()
  return value
}

function doesNotFit(term: string, initial: NamedTensors, start: TermVariables): PotstillError {
  const own = Object.entries(initial).map(([name, value]) => `${name} ${describe(value)}`)
  const given = Object.entries(start).map(([name, value]) => `${name} ${describeStored(value)}`)
  return new PotstillError({
    code: 'trainer/start',
    component: term,
    expected: `variables to start from like its own: ${own.join(', ') || 'it has none'}`,
    received: given.join(', ') || 'none',
    fix: 'start from a loss whose variables have these names and shapes, or leave start out',
  })
}

function describe({ dtype, shape }: Tensor): string {
  return `${dtype} [${shape.join(', ')}]`
}

function describeStored({ dtype, shape }: SafeTensor): string {
  return `${safeDtypes[dtype] ?? dtype} [${shape.join(', ')}]`
}
