import { composite, numbersOf, pairOf } from '../../composite/composite'
import type { Attributes } from '../../graph/attributes'
import type { Graph, GraphNode } from '../../graph/graph'
import type { LayoutOptions } from '../../layout/lay-out'
import { sameShape } from '../../graph/shapes'
import { elementType, type Value } from '../../value'
import { consumers, rebuild, type Visited } from '../rebuild'

/** A convolution by the places of the windows of the pool behind it. */
interface Parts {
  /** For each place, row by row. */
  readonly places: readonly Place[]
}

/** The convolution that computes one place of all windows. */
interface Place {
  readonly attributes: Attributes
  readonly result: Value
}

/**
 * Computes a convolution whose result goes to a maximum pool in parts: one with a longer stride for each place of the
 * pool's windows. The pool is then the greatest of the parts, and its gradient is found part by part: nothing takes
 * windows apart. A part has its gradient by itself; the image of all is put together where something needs it whole. Only
 * for ONNX Runtime's own convolutions, which lose nothing by it.
 */
export function poolInParts(graph: Graph, { block }: LayoutOptions): void {
  if (block === undefined) return
  const readers = consumers(graph)
  const inParts = new Map<string, Parts>()
  /** By the name of a whole gradient: those of the parts, and whose they are. */
  const gradients = new Map<
    string,
    { readonly dy: Value; readonly shares: readonly Value[]; readonly parts: Parts }
  >()
  const summed = (name = '', result: Value) => composite(graph, 'ChannelSum', [graph.value(name)], result)

  const split = (pool: GraphNode, image: Value, result: Value, convolution: GraphNode | undefined) => {
    if (convolution?.op !== 'Convolution' || !areTiles(pool) || (convolution.inputs[3] ?? '') !== '') {
      return undefined
    }
    const places = placesOf(graph, convolution, pool)
    const alone = readers.get(image.name)?.every((reader) => onlyPools(reader, image, pool))
    if (places === undefined || alone !== true) return undefined
    const inputs = convolution.inputs.map((name) => (name === '' ? undefined : graph.value(name)))
    const part = (attributes: Attributes) => ({
      attributes,
      result: composite(graph, 'Convolution', inputs, result, attributes),
    })
    return { places: places.map(part) }
  }

  const visit = ({ node, inputs, result, madeBy }: Visited): Value | undefined => {
    const [first, second, third] = inputs
    if (first === undefined) return undefined
    if (node.op === 'MaxPool' && node.domain !== '') {
      const parts = split(node, first, result, madeBy(first))
      if (parts === undefined) return undefined
      inParts.set(first.name, parts)
      return parts.places.map((place) => place.result).reduce((a, b) => graph.node('Max', [a, b], result))
    }
    if (node.op === 'MaxPoolGradient' && second !== undefined && third !== undefined) {
      const parts = inParts.get(second.name)
      if (parts === undefined) return undefined
      const shares = sharesOf(graph, first, third, parts)
      const whole = composite(graph, 'Interleave', shares, result, node.attributes)
      gradients.set(whole.name, { dy: first, shares, parts })
      return whole
    }
    if (node.op === 'ChannelSum') {
      // Every number of the gradient goes to one place.
      const spread = madeBy(first)
      if (spread?.op === 'MaxPoolGradient') return summed(spread.inputs[0], result)
      const known = gradients.get(first.name)
      return known && summed(known.dy.name, result)
    }
    if (node.op === 'ConvolutionFilterGradient' && second !== undefined && isNarrow(first)) {
      const known = gradients.get(second.name)
      if (known === undefined || node.attributes['depthwise'] === 1) return undefined
      return known.shares
        .map((share, place) => {
          const { attributes } = known.parts.places[place] as Place
          return composite(graph, 'ConvolutionFilterGradient', [first, share], result, attributes)
        })
        .reduce((a, b) => graph.node('Add', [a, b], result))
    }
    return undefined
  }
  rebuild(graph, visit)
}

/** Few channels: the gradient of a filter over them is not put together from blocks. */
function isNarrow({ shape }: Value): boolean {
  return (shape[3] as number) <= 4
}

/** Whether windows lie side by side and nothing is left over. */
function areTiles(pool: GraphNode): boolean {
  const none = [...numbersOf(pool, 'pads'), ...numbersOf(pool, 'unread')].every((length) => length === 0)
  return none && sameShape(numbersOf(pool, 'kernel_shape'), numbersOf(pool, 'strides'))
}

/** Whether a reader of an image is the pool or a gradient of the pool. */
function onlyPools(reader: GraphNode, image: Value, { attributes }: GraphNode): boolean {
  const places = reader.inputs.flatMap((name, place) => (name === image.name ? [place] : []))
  const place = { MaxPool: 0, MaxPoolGradient: 1 }[reader.op]
  const alike = JSON.stringify(reader.attributes) === JSON.stringify(attributes)
  return alike && places.length === 1 && places[0] === place
}

/** The attributes of the convolutions for each place of a window; undefined where one would begin inside the image. */
function placesOf(graph: Graph, convolution: GraphNode, pool: GraphNode): readonly Attributes[] | undefined {
  const [height, width] = pairOf(pool, 'kernel_shape')
  const places = Array.from({ length: height * width }, (_, place) => [
    Math.floor(place / width),
    place % width,
  ])
  const image = graph.value(convolution.inputs[0] ?? '').shape
  const out = graph.value(pool.outputs[0] ?? '').shape
  const steps = pairOf(pool, 'strides')
  const strides = pairOf(convolution, 'strides').map((stride, axis) => stride * (steps[axis] as number))
  const ends = places.map((place) =>
    [0, 1].map((axis) => {
      const before =
        (numbersOf(convolution, 'pads')[axis] as number) -
        (place[axis] as number) * (numbersOf(convolution, 'strides')[axis] as number)
      const extent =
        ((numbersOf(convolution, 'kernel_shape')[axis] as number) - 1) *
          (numbersOf(convolution, 'dilations')[axis] as number) +
        1
      const last = ((out[axis + 1] as number) - 1) * (strides[axis] as number) + extent
      return { before, beyond: last - before - (image[axis + 1] as number) }
    }),
  )
  if (ends.flat().some(({ before }) => before < 0)) return undefined
  return ends.map((axes) => ({
    ...convolution.attributes,
    strides,
    pads: [...axes.map(({ before }) => before), ...axes.map(({ beyond }) => Math.max(0, beyond))],
    unread: axes.map(({ beyond }) => Math.max(0, -beyond)),
  }))
}

/** For each part, what it gets of the gradient: all of it where it is the first that equals the maximum. */
function sharesOf(graph: Graph, dy: Value, maximum: Value, { places }: Parts): readonly Value[] {
  let left = dy
  return places.map(({ result }, place) => {
    if (place === places.length - 1) return left
    const hit = graph.node('Equal', [result, maximum], { shape: dy.shape, dtype: 'bool' })
    const one = graph.node('Cast', [hit], dy, { attributes: { to: elementType.float32 } })
    const share = graph.node('Mul', [one, left], dy)
    left = graph.node('Sub', [left, share], dy)
    return share
  })
}
