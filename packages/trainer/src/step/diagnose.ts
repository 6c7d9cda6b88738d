import type { StepDiagnostics } from '@potstill/spec'
import {
  add,
  addN,
  clone,
  dispose,
  mul,
  scalar,
  stack,
  sum,
  tidy,
  type NamedTensorMap,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core'
import { disposeGradients } from './compute-gradients'
import type { StepContext } from './compute-terms'
import { gradientsByTerm } from './gradients-by-term'
import { keepingState } from './keeping-state'
import type { LearnerTerm } from './resolve-learners'
import { isTaught } from './taught-terms'

/** Looks into the gradient of a step, beside it: weights, states and draws are as if it had not been. */
export interface Diagnosis {
  /** Adds a batch of the step; run before the step uses it. */
  add(context: StepContext): void
  read(): Promise<StepDiagnostics>
  dispose(): void
}

/** @param weights the students' trained variables */
export function diagnosis(terms: readonly LearnerTerm[], weights: readonly Variable[]): Diagnosis {
  let sums: NamedTensorMap[] = terms.map(() => ({}))
  return {
    add(context) {
      const gradients = keepingState(context.learners, () => gradientsByTerm(context, weights))
      const before = sums
      sums = before.map((sum, index) => added(sum, gradients.byTerm?.[terms[index]?.name ?? ''] ?? {}))
      before.forEach((sum) => dispose(sum))
      disposeGradients(gradients)
    },
    read: async () => readSums(terms, sums),
    dispose() {
      sums.forEach((sum) => dispose(sum))
      sums = []
    },
  }
}

function added(one: NamedTensorMap, other: NamedTensorMap): NamedTensorMap {
  return Object.fromEntries(
    Object.entries(other).map(([name, gradient]) => {
      const before = one[name]
      return [name, before === undefined ? clone(gradient) : add(before, gradient)]
    }),
  )
}

async function readSums(
  terms: readonly LearnerTerm[],
  sums: readonly NamedTensorMap[],
): Promise<StepDiagnostics> {
  const pairs = terms.flatMap((hard, one) =>
    terms.flatMap((soft, other) =>
      !isTaught(hard) && isTaught(soft) && hard.learner === soft.learner ? [[one, other] as const] : [],
    ),
  )
  const at = (index: number) => sums[index] ?? {}
  const products = tidy(() =>
    stack([
      ...sums.map((own) => dot(own, own)),
      ...pairs.map(([one, other]) => dot(at(one), at(other))),
      wholeSquare(sums),
    ]),
  )
  const numbers = [...(await products.data<'float32'>())]
  products.dispose()
  const norms = numbers.slice(0, terms.length).map(Math.sqrt)
  const dots = numbers.slice(terms.length, -1)
  const name = (index: number) => terms[index]?.name ?? ''
  return {
    gradientNorm: Math.sqrt(numbers.at(-1) ?? Number.NaN),
    termNorms: Object.fromEntries(norms.map((norm, index) => [name(index), norm])),
    cosines: Object.fromEntries(
      pairs.map(([one, other], index) => {
        const cosine = (dots[index] ?? Number.NaN) / ((norms[one] ?? 0) * (norms[other] ?? 0))
        return [`${name(one)}|${name(other)}`, Math.min(1, Math.max(-1, cosine))]
      }),
    ),
  }
}

function dot(one: NamedTensorMap, other: NamedTensorMap): Tensor {
  const shared = Object.entries(one).flatMap(([name, gradient]) => {
    const beside = other[name]
    return beside === undefined ? [] : [sum(mul(gradient, beside))]
  })
  return shared.length === 0 ? scalar(0) : addN(shared)
}

function wholeSquare(sums: readonly NamedTensorMap[]): Tensor {
  const names = [...new Set(sums.flatMap((own) => Object.keys(own)))]
  const all = Object.fromEntries(names.map((name) => [name, addN(sums.flatMap((own) => own[name] ?? []))]))
  return dot(all, all)
}
