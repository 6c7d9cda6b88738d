import type { Elements, Value, ValueType } from '../value'
import type { Attributes } from './attributes'
import { sizeOf } from './shapes'

/** An operation of a graph, with its values by name; an absent optional input is `''`. */
export interface GraphNode {
  readonly op: string
  readonly domain: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Attributes
}

/** A constant of a graph with its numbers. */
export interface Constant extends Value {
  readonly values: Elements
}

/** Shape and element type of a result. */
export interface ResultType {
  readonly shape: readonly number[]
  readonly dtype: ValueType
}

export interface NodeOptions {
  readonly attributes?: Attributes
  /** Default: ONNX's own. */
  readonly domain?: string
}

const smallConstant = 64

/**
 * An ONNX graph under construction. Every value knows its shape and element type, so that nothing has to be inferred.
 *
 * @example
 * const graph = new Graph()
 * const x = graph.input('x', [2, 3], 'float32')
 * const y = graph.node('Relu', [x], x)
 * graph.output('y', y)
 * graph.nodes.map(({ op }) => op) // => ['Relu', 'Identity']
 */
export class Graph {
  readonly inputs: Value[] = []
  readonly outputs: Value[] = []
  readonly nodes: GraphNode[] = []
  readonly constants = new Map<string, Constant>()
  readonly #known = new Map<string, Constant>()
  readonly #values = new Map<string, Value>()
  #serial = 0

  /** A graph with the same values and nodes, to be changed by itself. */
  copy(): Graph {
    const copy = new Graph()
    copy.inputs.push(...this.inputs)
    copy.outputs.push(...this.outputs)
    copy.nodes.push(...this.nodes)
    for (const [name, constant] of this.constants) copy.constants.set(name, constant)
    for (const [key, constant] of this.#known) copy.#known.set(key, constant)
    for (const [name, value] of this.#values) copy.#values.set(name, value)
    copy.#serial = this.#serial
    return copy
  }

  /** The value of a name that a node has among its inputs or outputs. */
  value(name: string): Value {
    const value = this.#values.get(name) ?? this.constants.get(name)
    if (value === undefined) throw new RangeError(`no value is named ${name}`)
    return value
  }

  input(name: string, shape: readonly number[], dtype: ValueType): Value {
    const value = { name, shape, dtype }
    this.inputs.push(value)
    this.#values.set(name, value)
    return value
  }

  /** Gives a value to the outside under a name of its own. */
  output(name: string, value: Value): Value {
    const output = { name, shape: value.shape, dtype: value.dtype }
    this.#append('Identity', [value], [output], {})
    this.outputs.push(output)
    return output
  }

  /** Adds a constant; small ones that are equal are kept once. The numbers stay the caller's: they are not copied. */
  constant(values: Elements, shape: readonly number[], dtype: ValueType): Value {
    const key = values.length <= smallConstant ? `${dtype}[${shape.join()}]${describe(values)}` : undefined
    const known = key === undefined ? undefined : this.#known.get(key)
    if (known !== undefined) {
      // A pass may have dropped it while nothing used it.
      this.constants.set(known.name, known)
      return known
    }
    const constant = { name: this.#name('c'), shape, dtype, values }
    this.constants.set(constant.name, constant)
    if (key !== undefined) this.#known.set(key, constant)
    return constant
  }

  /** A scalar; float32 unless told otherwise. */
  scalar(value: number, dtype: 'float32' | 'int32' | 'bool' = 'float32'): Value {
    const array = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype]
    return this.constant(array.of(value), [], dtype)
  }

  /** A list of whole numbers, as ONNX takes axes, shapes and places. */
  int64s(numbers: readonly number[]): Value {
    return this.constant(BigInt64Array.from(numbers, BigInt), [numbers.length], 'int64')
  }

  /** Adds a node with one result. */
  node(
    op: string,
    inputs: readonly (Value | undefined)[],
    result: ResultType,
    options: NodeOptions = {},
  ): Value {
    const [value] = this.severalResults(op, inputs, [result], options)
    return value as Value
  }

  /** Adds a node with several results; undefined leaves one out. */
  severalResults(
    op: string,
    inputs: readonly (Value | undefined)[],
    results: readonly (ResultType | undefined)[],
    { attributes = {}, domain = '' }: NodeOptions = {},
  ): readonly (Value | undefined)[] {
    const values = results.map(
      (result) => result && { name: this.#name('t'), shape: [...result.shape], dtype: result.dtype },
    )
    this.#append(op, inputs, values, attributes, domain)
    return values
  }

  /** Whether a constant is one of this graph. */
  owns({ name, shape }: Value): boolean {
    return this.constants.get(name)?.shape === shape
  }

  /** The numbers of a value that is a constant. */
  valuesOf(value: Value): Elements | undefined {
    return this.constants.get(value.name)?.values
  }

  #append(
    op: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly (Value | undefined)[],
    attributes: Attributes,
    domain = '',
  ): void {
    for (const value of outputs) if (value !== undefined) this.#values.set(value.name, value)
    const named = (values: readonly (Value | undefined)[]) => values.map((value) => value?.name ?? '')
    this.nodes.push({ op, domain, inputs: named(inputs), outputs: named(outputs), attributes })
  }

  #name(prefix: string): string {
    return `${prefix}${this.#serial++}`
  }
}

/** Tells −0 from 0, and any NaN from numbers. */
function describe(values: Elements): string {
  return Array.from(values as ArrayLike<number | bigint>, (value) =>
    Object.is(value, -0) ? '-0' : value.toString(),
  ).join()
}

/** Bytes that the constants of a graph take. */
export function constantBytes({ constants }: Graph): number {
  return [...constants.values()].reduce(
    (sum, { shape, dtype }) => sum + sizeOf(shape) * (dtype === 'int64' ? 8 : dtype === 'bool' ? 1 : 4),
    0,
  )
}
