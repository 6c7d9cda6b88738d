import {
  PotstillError,
  type ArrayBatch,
  type Awaitable,
  type BatchRequest,
  type Dataset,
  type Shape,
} from '@potstill/spec'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { checkRequest, tensorBatches } from './make-batch'
import { flattenNested, type NestedNumbers } from './nested-array'
import type { NumberArray } from './examples'

/** One example on its way. */
export interface StreamedExample {
  /** Lists in lists of the shape, or a typed array of all values, row-major. */
  readonly inputs: NumberArray | NestedNumbers
  readonly label?: number | undefined
}

/** Called anew for each epoch. */
export type StreamedExamples = () => Awaitable<AsyncIterable<StreamedExample> | Iterable<StreamedExample>>

export interface StreamOptions {
  /** The split, for errors. */
  readonly name: string
  readonly shape: Shape
  readonly classes: number | undefined
  readonly most: number
  readonly buffer: number
}

interface Held {
  readonly id: number
  readonly values: ArrayLike<number>
  readonly label: number
}

/** A data set without a size: what is in memory is one batch and the buffer. */
export function streamDataset(examples: StreamedExamples, options: StreamOptions): Dataset {
  const arrays = (request: BatchRequest) => {
    checkRequest(request)
    return arraysOf(examples, options, request)
  }
  return { batches: (request) => tensorBatches(arrays(request)), arrays }
}

async function* arraysOf(
  examples: StreamedExamples,
  options: StreamOptions,
  { batchSize, order = 'sequential', from = 0, fullOnly = false, signal }: BatchRequest,
): AsyncGenerator<ArrayBatch, void, undefined> {
  const read = readExamples(examples, options)
  const ordered = order === 'sequential' ? read : mixed(read, options.buffer, order)
  let skip = from * batchSize
  let held: Held[] = []
  for await (const example of ordered) {
    if (signal?.aborted) return
    if (skip-- > 0) continue
    held.push(example)
    if (held.length < batchSize) continue
    yield toArrays(held, options)
    held = []
  }
  if (held.length > 0 && !fullOnly) yield toArrays(held, options)
}

async function* readExamples(
  examples: StreamedExamples,
  options: StreamOptions,
): AsyncGenerator<Held, void, undefined> {
  let id = 0
  for await (const example of await examples()) {
    if (id >= options.most) {
      throw streamRefusal(
        'count-mismatch',
        `at most ${options.most} examples in ${options.name}, as the option examples says`,
        'more',
        'raise the option examples',
      )
    }
    yield checked(example, id++, options)
  }
}

function checked({ inputs, label }: StreamedExample, id: number, options: StreamOptions): Held {
  const { shape, classes } = options
  const name = `example ${id} (counted from 0) of ${options.name}`
  const flat = ArrayBuffer.isView(inputs)
    ? { shape: [inputs.length], values: inputs }
    : (flattenNested(inputs) ?? { shape: [], values: [] })
  const size = shape.reduce((product, axis) => product * axis, 1)
  const fits = ArrayBuffer.isView(inputs) ? flat.values.length === size : flat.shape.join() === shape.join()
  if (!fits) {
    throw streamRefusal(
      'shape',
      `inputs of shape [${shape.join(', ')}] in ${name}`,
      `[${flat.shape.join(', ')}]`,
      'correct the example, or the option shape',
    )
  }
  const values = Float32Array.from(flat.values)
  const place = values.findIndex((value) => !Number.isFinite(value))
  if (place >= 0) {
    throw streamRefusal(
      'not-finite',
      `finite float32 numbers in ${name}`,
      `${flat.values[place]} at position ${place}`,
      'leave that example out',
    )
  }
  if (classes === undefined) return { id, values, label: 0 }
  if (!Number.isInteger(label)) {
    throw streamRefusal(
      'label-integer',
      `a whole number as label in ${name}`,
      String(label),
      'give the number of the class, counted from 0',
    )
  }
  if (label === undefined || label < 0 || label >= classes) {
    throw streamRefusal(
      'label-range',
      `a label from 0 to ${classes - 1} in ${name}`,
      String(label),
      'correct the label, or the option classes',
    )
  }
  return { id, values, label }
}

/** Holds a few examples, gives one of them at random and takes the next in its place. */
async function* mixed(
  examples: AsyncIterable<Held>,
  buffer: number,
  { seed, epoch }: { readonly seed: number; readonly epoch: number },
): AsyncGenerator<Held, void, undefined> {
  const random = xoroshiro128plus(Math.imul(seed, 0x9e3779b1) ^ Math.imul(epoch + 1, 0x85ebca6b))
  const held: Held[] = []
  const take = () => {
    const place = uniformInt(random, 0, held.length - 1)
    const last = held.pop() as Held
    if (place === held.length) return last
    const taken = held[place] as Held
    held[place] = last
    return taken
  }
  for await (const example of examples) {
    held.push(example)
    if (held.length >= buffer) yield take()
  }
  while (held.length > 0) yield take()
}

function toArrays(held: readonly Held[], { shape, classes }: StreamOptions): ArrayBatch {
  const size = shape.reduce((product, axis) => product * axis, 1)
  const inputs = new Float32Array(held.length * size)
  held.forEach(({ values }, i) => inputs.set(values, i * size))
  return {
    ids: Int32Array.from(held, ({ id }) => id),
    inputs,
    shape,
    ...(classes !== undefined && { labels: Int32Array.from(held, ({ label }) => label) }),
  }
}

function streamRefusal(code: string, expected: string, received: string, fix: string): PotstillError {
  return new PotstillError({
    code: `data/${code}`,
    component: 'stream',
    expected,
    received,
    fix,
    category: 'work',
  })
}
