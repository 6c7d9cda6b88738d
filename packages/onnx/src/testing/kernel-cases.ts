import { PotstillError } from '@potstill/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LoweringTable, Lowering } from '../lowering'
import { expectNear, singlePrecision, type Tolerance } from './expect-near'
import { runCpuKernel, type KernelInputs } from './run-kernel'
import { graphOf, runLowering } from './run-lowering'

/** One call of a kernel. */
export interface KernelCase {
  readonly inputs: KernelInputs
  readonly attrs?: object
  /** Names of inputs that are constants of the graph. */
  readonly constants?: readonly string[]
  /** Whether the lowering is to say that it cannot; default: it can. */
  readonly refused?: boolean
}

/** What a kernel is tried with. */
export interface KernelCases {
  readonly arbitrary: fc.Arbitrary<KernelCase>
  readonly tolerance: Tolerance
}

/** The cases of a family, by kernel. */
export type CasesByKernel = Readonly<Record<string, KernelCases>>

/** Tries a kernel with what `arbitrary` makes; a tolerance of its own needs a comment that says why. */
export function kernelCase(
  arbitrary: fc.Arbitrary<KernelCase>,
  tolerance: Tolerance = singlePrecision,
): KernelCases {
  return { arbitrary, tolerance }
}

/** The tests of a family: every kernel of the table has cases, and each of them gives what the cpu kernel gives. */
export function describeKernels(family: string, table: LoweringTable, cases: CasesByKernel): void {
  describe(family, () => {
    it('has cases for every kernel', () => {
      expect(Object.keys(cases).toSorted()).toEqual(Object.keys(table).toSorted())
    })

    it.each(Object.entries(cases))('%s gives what the cpu kernel gives', async (kernel, given) => {
      const lower = table[kernel] as Lowering
      await fc.assert(
        fc.asyncProperty(given.arbitrary, fc.constantFrom('fixed', 'ranks'), (tried, sizes) =>
          expectSame(kernel, lower, tried, sizes, given.tolerance),
        ),
      )
    })
  })
}

async function expectSame(
  kernel: string,
  lower: Lowering,
  { inputs, attrs = {}, constants = [], refused = false }: KernelCase,
  sizes: 'fixed' | 'ranks',
  tolerance: Tolerance,
): Promise<void> {
  if (refused) {
    expect(() => graphOf(lower, inputs, attrs, constants)).toThrow(PotstillError)
    return
  }
  const expected = runCpuKernel(kernel, inputs, attrs)
  const { graph, results } = await runLowering(lower, inputs, attrs, constants, { sizes })
  const types = (values: readonly { readonly shape: readonly number[]; readonly dtype: string }[]) =>
    values.map(({ shape, dtype }) => ({ shape: [...shape], dtype }))
  expect(types(graph.outputs)).toEqual(types(expected))
  results.forEach((result, index) => expectNear(result, expected[index]!, tolerance))
}
