import fc from 'fast-check'
import { composite } from '../../composite/composite'
import { Graph } from '../../graph/graph'
import type { Value } from '../../value'

/** One step of a random program: an operation, and which of the values so far it takes. */
export interface ImageStep {
  readonly op: string
  readonly a: number
  readonly b: number
}

export const imageSteps = fc.array(
  fc.record<ImageStep>({
    op: fc.constantFrom(
      'Add',
      'Sub',
      'Mul',
      'Add vector',
      'Sub vector',
      'Mul vector',
      'Div vector',
      'vector Sub',
      'Mul scalar',
      'Neg',
      'Relu',
      'Tanh',
      'centre',
      'ReduceSum',
      'ReduceMean',
      'Reshape',
      'pixels',
      'convolution',
      'output',
    ),
    a: fc.nat(30),
    b: fc.nat(30),
  }),
  { minLength: 1, maxLength: 14 },
)

const geometry = {
  kernel_shape: [2, 2],
  strides: [1, 1],
  dilations: [1, 1],
  pads: [0, 0, 1, 1],
  unread: [0, 0],
}

/** A program on images of some channels and on numbers per channel, whose values stay small. */
export function imageProgram(steps: readonly ImageStep[], channels: number): Graph {
  const graph = new Graph()
  const image = { shape: [2, 3, 2, channels], dtype: 'float32' } as const
  const vector = { shape: [channels], dtype: 'float32' } as const
  const spread = { shape: [1, 1, 1, channels], dtype: 'float32' } as const
  const pixels = { shape: [2, 3, 2, 1], dtype: 'float32' } as const
  const filter = graph.input('filter', [2, 2, channels, channels], 'float32')
  const small = graph.node('Mul', [filter, graph.scalar(0.125 / channels)], filter)
  const convolved = (x: Value) => composite(graph, 'Convolution', [x, small], image, geometry)
  const x = graph.input('x', image.shape, 'float32')
  const images: Value[] = [convolved(x), convolved(graph.input('y', image.shape, 'float32')), x]
  const vectors: Value[] = ['v', 'w'].map((name) => graph.input(name, vector.shape, 'float32'))
  const pick = (values: readonly Value[], place: number) => values[place % values.length] as Value
  const reduced = (op: string, of: Value, axes: readonly number[], result: typeof vector | typeof pixels) =>
    graph.node(op, [of, graph.int64s(axes)], result, { attributes: { keepdims: Number(result === pixels) } })
  let outputs = 0

  for (const { op, a, b } of steps) {
    const [left, right, numbers] = [pick(images, a), pick(images, b), pick(vectors, b)]
    const [name = '', what] = op.split(' ')
    if (op === 'output') graph.output(`o${outputs++}`, left)
    else if (op === 'convolution') images.push(convolved(left))
    else if (op === 'pixels')
      images.push(graph.node('Sub', [left, reduced('ReduceMax', right, [3], pixels)], image))
    else if (op === 'centre') {
      const mean = reduced('ReduceMean', left, [0, 1, 2], vector)
      const seen = graph.node('Reshape', [mean, graph.int64s(spread.shape)], spread)
      images.push(graph.node('Sub', [left, seen], image))
    } else if (name.startsWith('Reduce')) {
      const sum = reduced(name, left, [0, 1, 2], vector)
      vectors.push(graph.node('Tanh', [sum], vector))
      graph.output(`o${outputs++}`, sum)
    } else if (op === 'Reshape') {
      const seen = graph.node('Reshape', [pick(vectors, a), graph.int64s(spread.shape)], spread)
      vectors.push(graph.node('Tanh', [seen], spread))
    } else if (name === 'vector') images.push(graph.node('Sub', [numbers, left], image))
    else if (name === 'Div') {
      const away = graph.node('Add', [graph.node('Abs', [numbers], numbers), graph.scalar(1)], numbers)
      images.push(graph.node('Div', [left, away], image))
    } else if (what === 'vector') images.push(graph.node(name, [left, numbers], image))
    else if (what === 'scalar') images.push(graph.node(name, [left, graph.scalar(0.5)], image))
    else if (['Neg', 'Relu', 'Tanh'].includes(name)) images.push(graph.node(name, [left], image))
    else if (name === 'Mul') {
      // Bounded, so that products of products are no larger than what they are made of.
      images.push(graph.node('Mul', [graph.node('Tanh', [left], image), right], image))
    } else images.push(graph.node(name, [left, right], image))
  }
  graph.output(`o${outputs}`, images.at(-1) as Value)
  return graph
}
