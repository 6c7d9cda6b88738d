import { isComposite } from '../../composite/composite'
import type { Graph } from '../../graph/graph'
import { sameShape, sizeOf } from '../../graph/shapes'
import type { Value } from '../../value'
import { consumers, rebuild, type Visited } from '../rebuild'
import { ChannelSums, computed, negative, scaled, sum, type Affine } from './affine'
import { Vectors } from './vectors'

/** A product of two images, times a number per channel. */
interface Product {
  readonly left: Value
  readonly right: Value
  readonly factor: Value | undefined
}

/**
 * Reads arithmetic on images that has a number per channel, as in batch normalisation and its gradient: whatever
 * multiplies, divides, adds and subtracts such numbers and images is a sum of images times numbers, which takes one pass
 * over each image, or none where only its sum is wanted. The sum of a product of two such sums comes from sums of products
 * of the images.
 *
 * An image from which its mean is taken is computed and used from then on, so that its variance is summed from small
 * numbers, as TensorFlow.js does.
 */
export function channelArithmetic(graph: Graph): void {
  if (!graph.nodes.some(isComposite)) return
  const readers = consumers(graph)
  const readOften = ({ name }: Value) => (readers.get(name)?.length ?? 0) > 1
  const vectors = new Vectors(graph)
  const sums = new ChannelSums(vectors)
  /** Images that have no node yet. */
  const forms = new Map<string, Affine>()
  const products = new Map<string, Product>()
  const settled = new Map<string, Value>()
  /** Images that are what is left without their mean, and their mean. */
  const centred = new Map<string, Affine>()
  /** By the name of a mean: what it is the mean of. */
  const means = new Map<string, string>()
  let serial = 0

  const formOf = (image: Value): Affine =>
    forms.get(image.name) ??
    centred.get(image.name) ?? { terms: [{ image: settle(image), factor: undefined }], offset: undefined }

  const image = (form: Affine, { shape, dtype }: Value): Value => {
    const value = { name: `image${serial++}`, shape, dtype }
    forms.set(value.name, form)
    return value
  }

  const productOf = (product: Product, result: Value): Value => {
    const value = { ...result, name: `product${serial++}` }
    products.set(value.name, product)
    return readOften(result) ? settle(value) : value
  }

  /** What more than one node reads is computed, unless that is one image with other numbers. */
  const shared = (form: Affine, result: Value): Value => {
    const made = image(form, result)
    return form.terms.length > 1 && readOften(result) ? settle(made) : made
  }

  function settle(value: Value): Value {
    const known = settled.get(value.name)
    if (known !== undefined) return known
    const made = make(value)
    settled.set(value.name, made)
    return made
  }

  function make(value: Value): Value {
    const product = products.get(value.name)
    if (product !== undefined) {
      const whole = graph.node('Mul', [settle(product.left), settle(product.right)], value)
      return product.factor === undefined
        ? whole
        : computed(vectors, scaled(vectors, formOf(whole), product.factor), value)
    }
    const form = forms.get(value.name)
    if (form === undefined) return value
    const [term, ...others] = form.terms
    const asItIs = others.length === 0 && term?.factor === undefined && form.offset === undefined
    return asItIs && term !== undefined ? term.image : computed(vectors, form, value)
  }

  const withVector = (op: string, given: Value, vector: Value, result: Value): Value | undefined => {
    const product = products.get(given.name)
    if (product !== undefined && (op === 'Mul' || op === 'Div')) {
      const factor = vectors.multiply(product.factor, op === 'Mul' ? vector : vectors.inverse(vector))
      return productOf({ ...product, factor }, result)
    }
    if (op === 'Sub') return without(given, vector, result)
    const form = formOf(given)
    if (op === 'Add') return shared({ ...form, offset: vectors.add(form.offset, vector) }, result)
    return shared(scaled(vectors, form, op === 'Mul' ? vector : vectors.inverse(vector)), result)
  }

  const without = (given: Value, vector: Value, result: Value): Value => {
    const form = formOf(given)
    if (form.offset === vector) return shared({ ...form, offset: undefined }, result)
    const shifted = { ...form, offset: vectors.add(form.offset, vectors.negative(vector)) }
    if (means.get(vector.name) !== given.name || forms.has(given.name)) return shared(shifted, result)
    const rest = computed(vectors, shifted, result)
    sums.centre(rest)
    const terms = [{ image: rest, factor: undefined }]
    centred.set(given.name, { terms, offset: vector })
    return rest
  }

  const arithmetic = ({ node: { op }, inputs: [a, b], result }: Visited): Value | undefined => {
    if (a === undefined || b === undefined) return undefined
    const [wholeA, wholeB] = [a, b].map(({ shape }) => sameShape(shape, result.shape))
    if (wholeA === true && wholeB === true) {
      if (op === 'Mul') return productOf({ left: a, right: b, factor: undefined }, result)
      if (op === 'Add') return shared(sum(vectors, formOf(a), formOf(b)), result)
      if (op === 'Sub') return shared(sum(vectors, formOf(a), negative(vectors, formOf(b))), result)
      return undefined
    }
    const channels = result.shape[3] as number
    const [given, other] = wholeA === true ? [a, b] : [b, a]
    const vector = vectors.of(other, channels)
    if (vector === undefined || !(wholeA === true || wholeB === true)) return undefined
    if (wholeA !== true && op === 'Sub') {
      return shared(sum(vectors, negative(vectors, formOf(given)), { terms: [], offset: vector }), result)
    }
    return wholeA !== true && op === 'Div' ? undefined : withVector(op, given, vector, result)
  }

  const reduction = ({ node, inputs: [x, axes], result }: Visited): Value | undefined => {
    if (x === undefined || axes === undefined || !isImage(x)) return undefined
    const over = [...(graph.valuesOf(axes) ?? [])].map(Number)
    if (
      !sameShape(
        over.toSorted((a, b) => a - b),
        [0, 1, 2],
      )
    )
      return undefined
    const product = products.get(x.name)
    const total =
      product === undefined
        ? sums.of(formOf(x))
        : vectors.multiply(sums.ofProduct(formOf(product.left), formOf(product.right)), product.factor)
    const count = sizeOf(x.shape.slice(0, 3))
    const wanted = node.op === 'ReduceMean' ? vectors.scale(total as Value, 1 / count) : (total as Value)
    if (node.op === 'ReduceMean' && product === undefined) means.set(wanted.name, x.name)
    if (sameShape(wanted.shape, result.shape)) return wanted
    const seen = graph.node('Reshape', [wanted, graph.int64s(result.shape)], result)
    vectors.same(seen, wanted)
    return seen
  }

  const visit = (visited: Visited): Value | undefined => {
    const { node, inputs, result } = visited
    const [x] = inputs
    if (node.domain !== '' || x === undefined) return undefined
    if (node.op === 'ReduceSum' || node.op === 'ReduceMean') return reduction(visited)
    if (node.op === 'Reshape' && sameShape(x.shape, result.shape)) return x
    if (node.op === 'Reshape' && x.shape.length === 1 && result.shape.at(-1) === x.shape[0]) {
      const vector = vectors.of(x, x.shape[0] as number)
      if (vector !== undefined) vectors.same(result, vector)
      return undefined
    }
    if (!isImage(result)) return undefined
    if (node.op === 'Neg') return shared(negative(vectors, formOf(x)), result)
    if (node.op === 'Relu' && !products.has(x.name)) return computed(vectors, formOf(x), result, 'Relu')
    return ['Add', 'Sub', 'Mul', 'Div'].includes(node.op) ? arithmetic(visited) : undefined
  }

  rebuild(graph, visit, settle)
}

function isImage({ shape, dtype }: Value): boolean {
  return dtype === 'float32' && shape.length === 4 && sizeOf(shape.slice(0, 3)) > 1
}
