import {
  sum,
  variableGrads,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core'

export interface TapedResult {
  readonly value: Tensor
  /** By the variable's name; of those that the value depends on. */
  readonly grads: NamedTensorMap
}

/**
 * Runs a function on a gradient tape, inside the caller's tidy scope. What it throws is thrown when the tape is done with:
 * else what TensorFlow.js has saved for the way back would never be freed.
 */
export function onTape(run: () => Scalar, variables: readonly Variable[]): TapedResult {
  const [first] = variables
  if (first === undefined) throw new RangeError('a gradient is taken by at least one variable')
  let failure: { readonly error: unknown } | undefined
  const { value, grads } = variableGrads(() => {
    try {
      return run()
    } catch (error) {
      failure = { error }
      return sum(first) as Scalar
    }
  }, [...variables])
  if (failure !== undefined) throw failure.error
  const connected = Object.entries(grads).filter(
    ([, gradient]) => gradient !== null && gradient !== undefined,
  )
  return { value, grads: Object.fromEntries(connected) }
}
