import { composite } from '../../composite/composite'
import { sizeOf } from '../../graph/shapes'
import type { Value } from '../../value'
import type { Vectors } from './vectors'

/** An image times a number per channel; without a factor, as it is. */
export interface Term {
  readonly image: Value
  readonly factor: Value | undefined
}

/** A sum of images `[B, H, W, C]`, each times a number per channel, and of another number per channel. */
export interface Affine {
  readonly terms: readonly Term[]
  readonly offset: Value | undefined
}

export function sum(vectors: Vectors, a: Affine, b: Affine): Affine {
  const terms = [...a.terms]
  for (const term of b.terms) {
    const at = terms.findIndex(({ image }) => image.name === term.image.name)
    const known = terms[at]
    if (known === undefined) terms.push(term)
    else {
      const one = vectors.graph.scalar(1)
      terms[at] = { image: known.image, factor: vectors.add(known.factor ?? one, term.factor ?? one) }
    }
  }
  return { terms, offset: vectors.add(a.offset, b.offset) }
}

export function scaled(vectors: Vectors, { terms, offset }: Affine, factor: Value): Affine {
  return {
    terms: terms.map((term) => ({ image: term.image, factor: vectors.multiply(term.factor, factor) })),
    offset: offset && vectors.multiply(offset, factor),
  }
}

export function negative(vectors: Vectors, form: Affine): Affine {
  return scaled(vectors, form, vectors.graph.scalar(-1))
}

/** Adds nodes that compute an image. */
export function computed(
  vectors: Vectors,
  { terms, offset }: Affine,
  result: Pick<Value, 'shape' | 'dtype'>,
  activation?: 'Relu',
): Value {
  const { graph } = vectors
  const channels = result.shape.at(-1) as number
  const vector = (value: Value | undefined) => value && vectors.whole(value, channels)
  // What needs no factor is added by whoever scales another.
  const ordered = terms.toSorted((a, b) => Number(a.factor !== undefined) - Number(b.factor !== undefined))
  const last = ordered.length - 1
  let addend: Value | undefined
  for (const [index, { image, factor }] of ordered.entries()) {
    const ends = index === last
    if (!ends && index === 0 && factor === undefined) addend = image
    else {
      const given = [image, vector(factor), ends ? vector(offset) : undefined, addend]
      const attributes = ends && activation !== undefined ? { activation } : {}
      addend = composite(graph, 'ChannelScale', given, result, attributes)
    }
  }
  return addend as Value
}

/** Sums over examples, rows and columns, each computed once. */
export class ChannelSums {
  readonly #vectors: Vectors
  readonly #known = new Map<string, Value>()
  /** Images from which their mean was taken. */
  readonly #centred = new Set<string>()

  constructor(vectors: Vectors) {
    this.#vectors = vectors
  }

  /** Notes that each channel of an image adds up to 0. */
  centre({ name }: Value): void {
    this.#centred.add(name)
  }

  /** The sum of each channel. */
  of({ terms, offset }: Affine): Value {
    const vectors = this.#vectors
    const sums = terms.map(({ image, factor }) => {
      const sum = this.#sum(image)
      return sum && vectors.multiply(sum, factor)
    })
    const [{ image }] = terms as readonly [Term]
    const count = sizeOf(image.shape.slice(0, 3))
    return this.#total([...sums, offset && vectors.scale(offset, count)], image)
  }

  /** The sum of each channel of a product. */
  ofProduct(a: Affine, b: Affine): Value {
    const vectors = this.#vectors
    const parts = a.terms.flatMap((left) =>
      b.terms.map((right) => {
        const factor = vectors.multiply(left.factor, right.factor)
        return vectors.multiply(this.#dot(left.image, right.image), factor)
      }),
    )
    const crossed = (form: Affine, offset: Value | undefined) =>
      offset === undefined
        ? []
        : form.terms.map(({ image, factor }) => {
            const sum = this.#sum(image)
            return sum && vectors.multiply(vectors.multiply(sum, factor), offset)
          })
    const [{ image }] = a.terms as readonly [Term]
    const offsets = a.offset && b.offset && vectors.multiply(a.offset, b.offset)
    const constant = offsets && vectors.scale(offsets, sizeOf(image.shape.slice(0, 3)))
    return this.#total([...parts, ...crossed(a, b.offset), ...crossed(b, a.offset), constant], image)
  }

  #total(parts: readonly (Value | undefined)[], { shape }: Value): Value {
    const vectors = this.#vectors
    const total = parts.reduce((sum, part) => vectors.add(sum, part), undefined)
    return vectors.whole(total ?? vectors.graph.scalar(0), shape.at(-1) as number)
  }

  #sum(image: Value): Value | undefined {
    return this.#centred.has(image.name) ? undefined : this.#once('ChannelSum', [image])
  }

  #dot(left: Value, right: Value): Value {
    return this.#once('ChannelDot', left.name < right.name ? [left, right] : [right, left])
  }

  #once(op: string, images: readonly Value[]): Value {
    const key = `${op}:${images.map(({ name }) => name).join()}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const shape = [(images[0] as Value).shape.at(-1) as number]
    const made = composite(this.#vectors.graph, op, images, { shape, dtype: 'float32' })
    this.#known.set(key, made)
    return made
  }
}
