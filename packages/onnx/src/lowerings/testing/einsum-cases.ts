import { Einsum } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel, type KernelCase } from '../../testing/kernel-cases'
import { exactFloat, smallInteger, tensorOf } from '../../testing/tensor-arbitraries'

const letters = ['a', 'b', 'c', 'd']

const term = fc.shuffledSubarray(letters, { minLength: 1, maxLength: 3 })

/**
 * One or two terms, and as the result any of their letters in any order. What is summed is in every term: where it is in
 * one of two, the cpu kernel gives results of other shapes than the equation says.
 */
const equation = fc
  .array(term, { minLength: 1, maxLength: 2 })
  .chain((terms) =>
    fc.record({ terms: fc.constant(terms), result: fc.shuffledSubarray([...new Set(terms.flat())]) }),
  )
  .filter(({ terms, result }) =>
    terms.flat().every((letter) => result.includes(letter) || terms.every((term) => term.includes(letter))),
  )

const contraction: fc.Arbitrary<KernelCase> = fc
  .record({
    equation,
    lengths: fc.tuple(...letters.map(() => fc.integer({ min: 1, max: 4 }))),
    dtype: fc.constantFrom<'float32' | 'int32'>('float32', 'int32'),
  })
  .chain(({ equation: { terms, result }, lengths, dtype }) => {
    const number = dtype === 'float32' ? exactFloat : smallInteger
    const tensors = terms.map((term) =>
      tensorOf(
        dtype,
        term.map((letter) => lengths[letters.indexOf(letter)] as number),
        number,
      ),
    )
    const text = `${terms.map((term) => term.join('')).join(',')}->${result.join('')}`
    return fc.tuple(...tensors).map((inputs) => ({ inputs, attrs: { equation: text } }))
  })

export const einsumCases: CasesByKernel = {
  [Einsum]: kernelCase(contraction),
}
