import type { Graph } from '../../graph/graph'
import { broadcastShape, sameShape, sizeOf } from '../../graph/shapes'
import type { Value } from '../../value'

/** Arithmetic with a number per channel: values of shape `[C]`, or `[]` where all channels have the same number. */
export class Vectors {
  readonly graph: Graph
  /** The vector that a value of some more axes is; found once. */
  readonly #roots = new Map<string, Value>()

  constructor(graph: Graph) {
    this.graph = graph
  }

  /** Notes that a value has the numbers of a vector. */
  same(value: Value, vector: Value): void {
    this.#roots.set(value.name, vector)
  }

  /** A value as a number per channel of an image; undefined where it is something else. */
  of(value: Value, channels: number): Value | undefined {
    const { shape } = value
    const size = sizeOf(shape)
    if (value.dtype !== 'float32' || (size !== 1 && (size !== channels || shape.at(-1) !== channels)))
      return undefined
    const root = this.#roots.get(value.name)
    if (root !== undefined) return root
    const wanted = size === 1 ? [] : [channels]
    const vector = sameShape(shape, wanted)
      ? value
      : this.graph.node('Reshape', [value, this.graph.int64s(wanted)], { shape: wanted, dtype: 'float32' })
    this.#roots.set(value.name, vector)
    return vector
  }

  add(a: Value | undefined, b: Value | undefined): Value | undefined {
    if (a === undefined || b === undefined) return a ?? b
    return this.#binary('Add', a, b)
  }

  /** A factor that is absent is 1. */
  multiply(a: Value | undefined, b: Value | undefined): Value | undefined {
    if (a === undefined || b === undefined) return a ?? b
    return this.#binary('Mul', a, b)
  }

  scale(a: Value, factor: number): Value {
    return this.#binary('Mul', a, this.graph.scalar(factor))
  }

  negative(a: Value | undefined): Value {
    return a === undefined ? this.graph.scalar(-1) : this.graph.node('Neg', [a], a)
  }

  inverse(a: Value): Value {
    return this.graph.node('Reciprocal', [a], a)
  }

  /** With a number for every channel. */
  whole(a: Value, channels: number): Value {
    if (a.shape.length === 1) return a
    const shape = [channels]
    return this.graph.node('Expand', [a, this.graph.int64s(shape)], { shape, dtype: 'float32' })
  }

  #binary(op: string, a: Value, b: Value): Value {
    return this.graph.node(op, [a, b], { shape: broadcastShape(a.shape, b.shape), dtype: 'float32' })
  }
}
