import type { NamedTensors, Optimizer, OptimizerUpdate } from '@potstill/spec'
import { add, mul, scalar, sub, sum, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core'
import { optimizers } from '../index'
import goldens from './goldens.json'

export const { cases } = goldens
type Name = keyof typeof goldens.variables
const names = ['a', 'b'] as const

/** A rule's pure part, as it is or compiled. */
export type Apply = (update: OptimizerUpdate) => { readonly value: Tensor; readonly slots: NamedTensors }

export function ruleOf({ optimizer, options }: (typeof cases)[number]): Optimizer {
  return factory(optimizer).make(options)
}

export function factory(name: string) {
  const found = optimizers.find((optimizer) => optimizer.name === name)
  if (found === undefined) throw new Error(`no optimizer ${name}`)
  return found
}

function given(name: Name, key: 'start' | 'target' | 'scale' | 'taught'): Tensor {
  const variable = goldens.variables[name]
  return tensor(variable[key], variable.shape)
}

/** The two terms of tools/parity/optimizers.py, derived by hand. */
function gradients(weights: Readonly<Record<Name, Tensor>>, name: Name) {
  const weight = weights[name]
  const hard = mul(given(name, 'scale'), sub(weight, given(name, 'target')))
  const other = mul(sum(weights[name === 'a' ? 'b' : 'a']), 0.1)
  return { hard, soft: add(mul(sub(weight, given(name, 'taught')), 0.5), other) }
}

/** Makes the updates of the goldens, with each variable's own slots; the weights of a, then b, after each. */
export function follow(
  rule: Optimizer,
  learningRate: number,
  apply: Apply = (update) => rule.apply(update),
): readonly (readonly number[])[] {
  return tidy(() => {
    let weights = { a: given('a', 'start'), b: given('b', 'start') }
    let slots = { a: rule.init(weights.a), b: rule.init(weights.b) }
    return goldens.factors.map((factor, index) => {
      const rates = {
        learningRate: scalar(learningRate * factor),
        weightDecay: scalar(rule.weightDecay ?? 0),
        step: scalar(index + 1),
      }
      const next = (name: Name) => {
        const { hard, soft } = gradients(weights, name)
        const terms = rule.gradients === 'byTerm' ? { byTerm: { hard, soft }, taught: ['soft'] } : {}
        const gradient = add(hard, soft)
        return apply({ value: weights[name], gradient, slots: slots[name], rates, ...terms })
      }
      const [a, b] = [next('a'), next('b')]
      weights = { a: a.value, b: b.value }
      slots = { a: a.slots, b: b.slots }
      return names.flatMap((name) => [...weights[name].dataSync()])
    })
  })
}

/** The largest difference after any update, over the largest weight there. */
export function relativeGap(
  ours: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
): number {
  const gaps = theirs.map((expected, index) => {
    const got = ours[index] ?? []
    if (got.length !== expected.length) return Infinity
    const differences = expected.map((value, place) => Math.abs(value - got[place]!))
    return Math.max(...differences) / Math.max(...expected.map(Math.abs))
  })
  return gaps.some(Number.isNaN) ? Infinity : Math.max(...gaps)
}
