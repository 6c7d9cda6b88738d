import { util, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'

/** An equation of one or two operands, and how long the dimensions of each label are. */
export interface GivenEquation {
  readonly operands: readonly (readonly string[])[]
  readonly output: readonly string[]
  readonly sizes: Readonly<Record<string, number>>
}

/** Any labels in any order, in one operand or in both, in the output or summed over; scalars among them. */
export const equations: fc.Arbitrary<GivenEquation> = fc
  .record({
    operands: fc.array(fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e'], { maxLength: 4 }), {
      minLength: 1,
      maxLength: 2,
    }),
    sizes: fc.record({ a: length(), b: length(), c: length(), d: length(), e: length() }),
  })
  .chain(({ operands, sizes }) =>
    fc
      .shuffledSubarray([...new Set(operands.flat())])
      .map((output) => ({ operands, output, sizes: Object.fromEntries(Object.entries(sizes)) })),
  )

function length() {
  return fc.integer({ min: 1, max: 4 })
}

export function written({ operands, output }: GivenEquation): string {
  return `${operands.map((labels) => labels.join('')).join(',')}->${output.join('')}`
}

export function shapeOf(labels: readonly string[], { sizes }: GivenEquation): number[] {
  return labels.map((label) => sizes[label]!)
}

/**
 * Whether the cpu kernel of TensorFlow.js 4.22 computes it rightly. It takes an operand into the product only where the
 * first of the summed labels is in it, and forgets or misplaces the others; and it gives an operand back as it is where
 * nothing is to be done, which then has two places in the graph of gradients.
 */
export function cpuIsRight({ operands, output }: GivenEquation): boolean {
  const first = operands.flat().find((label) => !output.includes(label))
  const complete = operands.every(
    (labels) => first === undefined || labels.length === 0 || labels.includes(first),
  )
  return complete && !(operands.length === 1 && operands[0]!.join('') === output.join(''))
}

/** The definition: for every value of every label, a product of one entry of each operand, added to one of the output. */
export function byDefinition(given: GivenEquation, tensors: readonly Tensor[]): Float64Array {
  const labels = [...new Set(given.operands.flat())]
  const values = tensors.map((x) => x.dataSync())
  const sums = new Float64Array(util.sizeFromShape(shapeOf(given.output, given)))
  for (let place = util.sizeFromShape(shapeOf(labels, given)) - 1; place >= 0; place--) {
    const at: Record<string, number> = {}
    labels.reduce((rest, label) => {
      at[label] = rest % given.sizes[label]!
      return Math.floor(rest / given.sizes[label]!)
    }, place)
    const offset = (of: readonly string[]) =>
      of.reduce((sum, label) => sum * given.sizes[label]! + at[label]!, 0)
    sums[offset(given.output)]! += given.operands.reduce(
      (product, of, index) => product * values[index]![offset(of)]!,
      1,
    )
  }
  return sums
}
