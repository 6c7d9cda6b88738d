import '@tensorflow/tfjs-layers'
import {
  Einsum,
  einsum,
  getGradient,
  grads,
  mul,
  registerGradient,
  setBackend,
  sum,
  tidy,
  unregisterGradient,
  type Tensor,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../testing/both-backends'
import {
  byDefinition,
  cpuIsRight,
  equations,
  shapeOf,
  written,
  type GivenEquation,
} from '../testing/equations'
import { waves } from '../testing/waves'
import { useBackend } from '../use-backend'
import { registerWasmKernels } from './register-wasm-kernels'
import { einsumGradient, registerGradients } from '@potstill/gradients'

/** Gradients of Σ weights · einsum(…), each by one operand. */
function gradients(given: GivenEquation): Tensor[] {
  const operands = given.operands.map((labels, index) => waves(shapeOf(labels, given), 1.7 - index))
  const weights = waves(shapeOf(given.output, given), 2.3)
  return grads((...xs: Tensor[]) => sum(mul(einsum(written(given), ...xs), weights)))(operands)
}

/**
 * In closed form. The sum is linear in each entry of an operand, so the derivative by it is the sum of weights times the
 * other operand over all places where that entry stands.
 */
function expected(given: GivenEquation, index: number): Float64Array {
  const ones = given.operands[index]!
  const others = given.operands.filter((_, other) => other !== index)
  const factors = [given.output, ...others]
  const tensors = [
    waves(shapeOf(given.output, given), 2.3),
    ...others.map((labels) => waves(shapeOf(labels, given), index === 0 ? 0.7 : 1.7)),
  ]
  return byDefinition({ ...given, operands: [...factors, ones], output: ones }, [
    ...tensors,
    waves(shapeOf(ones, given), 0, 1, 0),
  ])
}

describe('the gradient of einsum', () => {
  it.each([
    ['wasm', equations],
    ['cpu', equations.filter(cpuIsRight)],
  ] as const)('is that of its definition on %s', async (backend, given) => {
    registerGradients()
    registerWasmKernels()
    await setBackend(backend)
    fc.assert(
      fc.property(given, (given) => {
        tidy(() =>
          gradients(given).forEach((gradient, index) => {
            expect(gradient.shape).toEqual(shapeOf(given.operands[index]!, given))
            expectClose(gradient.dataSync(), expected(given, index))
          }),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('is registered by useBackend, and does not replace one that is there', async () => {
    await useBackend('cpu')
    expect(getGradient(Einsum)).toBe(einsumGradient)
    const theirs = { ...einsumGradient }
    unregisterGradient(Einsum)
    registerGradient(theirs)
    registerGradients()
    expect(getGradient(Einsum)).toBe(theirs)
  })
})
