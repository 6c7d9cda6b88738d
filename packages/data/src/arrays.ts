import { defineDataSource, PotstillError } from '@potstill/spec'
import * as z from 'zod'
import type { Examples, NumberArray, SoftTargets } from './examples'
import { flattenNested, type NestedNumbers } from './nested-array'
import { openExamples } from './open-examples'
import { splitOptions, testAmount } from './split-options'

const numberArray = z.custom<NumberArray>(
  (value) => ArrayBuffer.isView(value) && !(value instanceof DataView) && !isBigIntArray(value),
)
const nested = z.custom<NestedNumbers>((value) => Array.isArray(value))
const numbers = z.union([numberArray, nested], { error: 'expected a typed array, or lists of numbers' })

const exampleOptions = {
  inputs: numbers.describe(
    'One entry per example: lists in lists, or a typed array of all values, row-major, with shape.',
  ),
  labels: z
    .union([z.instanceof(Int32Array), z.instanceof(Uint8Array), z.array(z.int())], {
      error: 'expected whole numbers, in a list, an Int32Array or a Uint8Array',
    })
    .optional()
    .describe('The class of each example, from 0. Default: there are no labels.'),
  targets: numbers
    .optional()
    .describe(
      'Probabilities of the classes for each example: lists in a list, or a Float32Array with classes.',
    ),
}

/**
 * Takes examples from memory, for use in code. Inputs are lists in lists, or a typed array with the `shape` of one
 * example; a typed array is kept as it is, not copied, and `divisor` scales its values in each batch.
 * The examples are split in their order: `train` takes the first, `validation` the following, `test` the last, unless
 * it brings examples of its own.
 *
 * Throws a PotstillError: `data/shape` for lists that are ragged, and what `openExamples` throws.
 *
 * @example
 * arrays({ inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [0, 1, 1, 0] }).name // => 'arrays'
 */
export const arrays = defineDataSource({
  name: 'arrays',
  summary: 'Examples in memory, for use in code.',
  options: z.strictObject({
    ...splitOptions,
    ...exampleOptions,
    shape: z
      .array(z.int().min(1))
      .optional()
      .describe('Shape of one example; needed where the inputs are a typed array.'),
    divisor: z
      .number()
      .positive()
      .default(1)
      .describe('What each input is divided by: 255 for bytes of pixels.'),
    classes: z.int().min(1).optional().describe('How many classes there are. Default: as the labels need.'),
    classNames: z.array(z.string()).optional().describe('Names of the classes, in the order of the labels.'),
    test: z
      .union([testAmount, z.strictObject(exampleOptions)], {
        error: 'expected a count, a share (between 0 and 1), or examples { inputs, labels, targets }',
      })
      .optional()
      .describe(
        'Test examples: a count or a share, taken from the end, or examples of their own. Default: none.',
      ),
  }),
  create: ({ inputs, labels, targets, shape, divisor, classes, classNames, test, ...splits }) => {
    const classCount = classes ?? classNames?.length
    const toExamples = (given: Given): Examples => ({
      ...readInputs(given.inputs, shape),
      divisor,
      labels: given.labels && Int32Array.from(given.labels),
      targets: given.targets && readTargets(given.targets, classCount),
    })
    return {
      open: () =>
        openExamples({
          source: 'arrays',
          training: toExamples({ inputs, labels, targets }),
          test: typeof test === 'object' ? toExamples(test) : undefined,
          classes: classCount,
          classNames,
          splits: { ...splits, test: typeof test === 'object' ? undefined : test },
        }),
    }
  },
})

interface Given {
  readonly inputs: NumberArray | NestedNumbers
  readonly labels?: ArrayLike<number> | undefined
  readonly targets?: NumberArray | NestedNumbers | undefined
}

function readInputs(
  inputs: NumberArray | NestedNumbers,
  shape: readonly number[] | undefined,
): Pick<Examples, 'inputs' | 'inputShape'> {
  if (isTyped(inputs)) {
    if (shape !== undefined) return { inputs, inputShape: shape }
    throw shapeError(
      'the shape of one example beside inputs in a typed array',
      'none',
      'give the option shape',
    )
  }
  if (inputs.length === 0) return { inputs: new Float32Array(0), inputShape: shape ?? [1] }
  const { shape: found, values } = flatten('inputs', inputs)
  const inputShape = found.slice(1)
  if (inputShape.length === 0 || inputShape.includes(0)) {
    throw shapeError(
      'one list of numbers for each example',
      `lists of shape [${found.join(', ')}]`,
      'put the values of each example into a list',
    )
  }
  if (shape !== undefined && shape.join() !== inputShape.join()) {
    throw shapeError(
      `inputs of shape [${shape.join(', ')}]`,
      `[${inputShape.join(', ')}]`,
      'correct the shape',
    )
  }
  return { inputs: Float64Array.from(values), inputShape }
}

function readTargets(targets: NumberArray | NestedNumbers, classes: number | undefined): SoftTargets {
  if (isTyped(targets)) {
    if (classes !== undefined) return { classes, values: Float32Array.from(targets) }
    throw shapeError(
      'the number of classes beside targets in a typed array',
      'none',
      'give the option classes',
    )
  }
  const { shape, values } = flatten('targets', targets)
  const [, width] = shape
  if (shape.length === 2 && width !== undefined && width > 0) {
    return { classes: width, values: Float32Array.from(values) }
  }
  throw shapeError(
    'one list of probabilities for each example in targets',
    `lists of shape [${shape.join(', ')}]`,
    'give targets of shape [examples, classes]',
  )
}

function flatten(option: string, lists: NestedNumbers) {
  const flat = flattenNested(lists)
  if (flat !== undefined) return flat
  throw shapeError(`lists of equal length, of numbers, in ${option}`, 'others', `correct ${option}`)
}

function isTyped(value: NumberArray | NestedNumbers): value is NumberArray {
  return ArrayBuffer.isView(value)
}

function isBigIntArray(value: unknown): boolean {
  return value instanceof BigInt64Array || value instanceof BigUint64Array
}

function shapeError(expected: string, received: string, fix: string): PotstillError {
  return new PotstillError({ code: 'data/shape', component: 'arrays', expected, received, fix })
}
