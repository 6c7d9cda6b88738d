import type { Graph, ResultType } from '../graph/graph'
import { sizeOf } from '../graph/shapes'
import type { Value } from '../value'

/**
 * In which order an image has its numbers.
 * - `last`: `[B, H, W, C]`, as in TensorFlow.js, and the only form of what is no image.
 * - `first`: `[B, C, H, W]`, as in ONNX.
 * - `blocked`: `[B, C/b, H, W, b]`, as ONNX Runtime's own convolutions want it; for ONNX its shape is `[B, C, H, W]`.
 */
export type Form = 'last' | 'first' | 'blocked'

type Forms = Partial<Record<Form, Value>>

/** The domain of ONNX Runtime's operations on blocked images. */
export const blockedDomain = 'com.microsoft.nchwc'

/** The values of a graph that is laid out anew, each in the forms in which it is at hand. */
export class LaidOut {
  readonly graph: Graph
  /** How many channels are a block; undefined where there is no blocked form. */
  readonly block: number | undefined
  readonly #forms = new Map<string, Forms>()

  constructor(graph: Graph, block: number | undefined) {
    this.graph = graph
    this.block = block
  }

  /** Notes a form of a value of the graph as it was. */
  set(name: string, form: Form, value: Value): void {
    const forms = this.#forms.get(name)
    if (forms === undefined) this.#forms.set(name, { [form]: value })
    else forms[form] = value
  }

  /** The form in which a value was made. */
  formOf(name: string): Form {
    const [form] = Object.keys(this.#forms.get(name) ?? { last: undefined }) as [Form]
    return form
  }

  /** The form in which images meet: that of most of ONNX Runtime's own work among those in which they were made. */
  commonForm(names: readonly string[]): Form {
    const forms = names.map((name) => this.formOf(name))
    return forms.includes('blocked') ? 'blocked' : forms.includes('first') ? 'first' : 'last'
  }

  /** Whether the channels of a value can be blocked. */
  canBlock(channels: number | undefined): boolean {
    return this.block !== undefined && channels !== undefined && channels % this.block === 0
  }

  /** A value in a form; what it takes to get there is added to the graph once. */
  get(name: string, form: Form): Value {
    const forms = this.#forms.get(name) ?? { last: this.graph.value(name) }
    this.#forms.set(name, forms)
    return (forms[form] ??= this.#converted(forms, form, this.graph.value(name)))
  }

  /** A blocked image of float32 as `[B, H, W, C]`. */
  unblocked(value: Value): Value {
    const [batch = 1, channels = 1, height = 1, width = 1] = value.shape
    return this.#fromBlocked(value, 'last', { shape: [batch, height, width, channels], dtype: value.dtype })
  }

  #converted(forms: Forms, form: Form, { shape, dtype }: Value): Value {
    const [batch, height, width, channels] = shape as [number, number, number, number]
    const result = { shape: form === 'last' ? shape : [batch, channels, height, width], dtype }
    const from = (forms.last ?? forms.first ?? forms.blocked) as Value
    const { graph } = this
    // All forms of an image that is one pixel are the same numbers in the same order.
    if (height * width === 1) return graph.node('Reshape', [from, graph.int64s(result.shape)], result)
    if (form === 'blocked') return this.#toBlocked(from, forms, result)
    if (from === forms.blocked) return this.#fromBlocked(from, form, result)
    if (channels === 1)
      return graph.node('Reshape', [from, graph.int64s([0, ...result.shape.slice(1)])], result)
    const perm = form === 'last' ? [0, 2, 3, 1] : [0, 3, 1, 2]
    return graph.node('Transpose', [from], result, { attributes: { perm } })
  }

  #toBlocked(from: Value, { last }: Forms, result: ResultType): Value {
    const { graph } = this
    if (result.dtype === 'float32') {
      const attributes = { channels_last: Number(from === last) }
      return graph.node('ReorderInput', [from], result, { domain: blockedDomain, attributes })
    }
    const [batch, pixels, blocks, block] = this.#sizes(result.shape)
    return from === last
      ? this.#turned(from, [batch, pixels, blocks, block], [0, 2, 1, 3], result)
      : this.#turned(from, [batch, blocks, block, pixels], [0, 1, 3, 2], result)
  }

  #fromBlocked(from: Value, form: Form, result: ResultType): Value {
    const { graph } = this
    if (result.dtype === 'float32') {
      const attributes = { channels: from.shape[1] as number, channels_last: Number(form === 'last') }
      return graph.node('ReorderOutput', [from], result, { domain: blockedDomain, attributes })
    }
    const [batch, pixels, blocks, block] = this.#sizes(from.shape)
    const perm = form === 'last' ? [0, 2, 1, 3] : [0, 1, 3, 2]
    return this.#turned(from, [batch, blocks, pixels, block], perm, result)
  }

  /** Numbers that ONNX Runtime's own operations do not take: seen with other axes, transposed, and seen as an image again. */
  #turned(from: Value, view: readonly number[], perm: readonly number[], result: ResultType): Value {
    const { graph } = this
    const seen = graph.node('Reshape', [from, graph.int64s(view)], { ...result, shape: view })
    const shape = perm.map((axis) => view[axis] as number)
    const turned = graph.node('Transpose', [seen], { ...result, shape }, { attributes: { perm } })
    return graph.node('Reshape', [turned, graph.int64s(result.shape)], result)
  }

  #sizes([batch, channels, height, width]: readonly number[]): [number, number, number, number] {
    const block = this.block as number
    return [batch as number, (height as number) * (width as number), (channels as number) / block, block]
  }
}

/** A blocked value as `[B, C/b, H·W, b]`. */
export function pixelView(graph: Graph, value: Value, block: number): Value {
  const [batch = 1, channels = 1, ...sides] = value.shape
  const shape = [batch, channels / block, sizeOf(sides), block]
  return graph.node('Reshape', [value, graph.int64s([0, channels / block, -1, block])], {
    shape,
    dtype: value.dtype,
  })
}
