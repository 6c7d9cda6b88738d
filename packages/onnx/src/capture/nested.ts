import { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Value } from '../value'

/** Tensors in arrays and plain objects, nested at will; what is no tensor stays as it is. */
export type Nested = unknown

/** Every tensor of a nested value, in a fixed order. */
export function tensorsIn(value: Nested): Tensor[] {
  const found: Tensor[] = []
  mapTensors(value, (tensor) => {
    found.push(tensor)
    return tensor
  })
  return found
}

/** The tensors of nested arguments that a captured function takes as inputs: all but variables, in a fixed order. */
export function argumentTensors(args: Nested): Tensor[] {
  return tensorsIn(args).filter((tensor) => !isVariable(tensor))
}

export function isVariable(tensor: Tensor): tensor is Variable {
  return tensor instanceof Variable
}

/** The same nesting with something else in place of each tensor. */
export function mapTensors(value: Nested, replace: (tensor: Tensor) => unknown): Nested {
  if (value instanceof Tensor || isTensorOfAnotherCopy(value)) return replace(value as Tensor)
  if (Array.isArray(value)) return value.map((entry: Nested) => mapTensors(entry, replace))
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapTensors(entry, replace)]))
}

/**
 * Describes the nesting: equal texts mean the same places, shapes, types and plain values. Variables, and what has no text
 * of its own (functions, class instances), are told apart by identity.
 */
export function signatureOf(value: Nested): string {
  if (value instanceof Tensor || isTensorOfAnotherCopy(value)) {
    const { dtype, shape } = value as Tensor
    return isVariable(value as Tensor) ? `v${identityOf(value as Tensor)}` : `${dtype}[${shape.join()}]`
  }
  if (Array.isArray(value)) return `(${value.map(signatureOf).join()})`
  if (isPlainObject(value)) {
    return `{${Object.entries(value)
      .map(([key, entry]) => `${JSON.stringify(key)}:${signatureOf(entry)}`)
      .join()}}`
  }
  return signatureOfPlain(value)
}

function signatureOfPlain(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    case 'function':
    case 'object':
      if (value === null) return 'null'
      // Their numbers may change in place.
      if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${String(value)})`
      return `#${identityOf(value)}`
    default:
      return String(value)
  }
}

const identities = new WeakMap<object, number>()
let nextIdentity = 0

function identityOf(value: object): number {
  const known = identities.get(value)
  if (known !== undefined) return known
  identities.set(value, nextIdentity)
  return nextIdentity++
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function isTensorOfAnotherCopy(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'dataId' in value && 'rankType' in value
}

/** A place in a result where an output of the graph goes. */
class ResultPlace {
  readonly output: Value

  constructor(output: Value) {
    this.output = output
  }
}

/** A result with the outputs of the graph in place of its tensors. */
export function resultPlaces(result: Nested, output: (tensor: Tensor) => Value): Nested {
  return mapTensors(result, (tensor) => new ResultPlace(output(tensor)))
}

/** The result with something else in place of each output. */
export function mapResults(places: Nested, replace: (output: Value) => unknown): Nested {
  if (places instanceof ResultPlace) return replace(places.output)
  if (Array.isArray(places)) return places.map((entry: Nested) => mapResults(entry, replace))
  if (!isPlainObject(places)) return places
  return Object.fromEntries(Object.entries(places).map(([key, entry]) => [key, mapResults(entry, replace)]))
}
