import type { Student } from '@potstill/spec'
import { add, dispose, matMul, mul, tensor, variable, type Tensor } from '@tensorflow/tfjs-core'

/** Logits are x·W plus one state; the tap `inside` is twice that; in training everything is off by one. */
export function linearStudent(
  weights: readonly (readonly number[])[],
  state = [0, 0],
): Student & { readonly set: (weights: readonly (readonly number[])[], state?: readonly number[]) => void } {
  const made = <Kept extends ReturnType<typeof variable>>(values: readonly unknown[], dtype?: 'int32') => {
    const initial = tensor(values as number[], undefined, dtype)
    const kept = variable(initial, dtype === undefined) as Kept
    initial.dispose()
    return kept
  }
  const [kernel, offset, seen] = [made(weights), made(state), made([0], 'int32')]
  const assign = (kept: typeof kernel, values: readonly unknown[]) => {
    const next = tensor(values as number[], undefined, kept.dtype)
    kept.assign(next)
    next.dispose()
  }
  return {
    kind: 'student',
    name: 'linear',
    specVersion: 1,
    inputShape: [2],
    logitsShape: [2],
    taps: { inside: [2] },
    variables: [kernel],
    state: [offset, seen],
    forward(inputs, { taps, training }) {
      const logits = add(add(matMul(inputs as Tensor, kernel), offset), training ? 1 : 0)
      return { logits, features: Object.fromEntries(taps.map((tap) => [tap, mul(logits, 2)])) }
    },
    clone: () => linearStudent(kernel.arraySync() as number[][], offset.arraySync() as number[]),
    save: () => Promise.resolve(),
    dispose: () => dispose([kernel, offset, seen]),
    set(next, nextState = state) {
      assign(kernel, next)
      assign(offset, nextState)
      assign(seen, [(seen.dataSync()[0] ?? 0) + 1])
    },
  }
}
