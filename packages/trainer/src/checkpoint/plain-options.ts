import { hashKey, optionsOf, type ComponentKind, type Identity } from '@potstill/spec'

export type PlainValue = number | string | boolean | null

/** Longer lists and texts are told apart by a digest. */
const longest = 16

/**
 * What is plain data in a value, by path: a component is its name and its options, a list or a mapping what is in it. Functions that
 * are no component, tensors and the like are left out, since nothing can be said of them.
 *
 * @example
 * plainOptions('clip', { norm: 1, value: undefined }) // => { 'clip.norm': 1 }
 */
export function plainOptions(path: string, value: unknown): Readonly<Record<string, PlainValue>> {
  return Object.fromEntries(leaves(path, value))
}

function leaves(path: string, value: unknown): readonly (readonly [string, PlainValue])[] {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return [[path, value]]
  if (typeof value === 'string') return [[path, value.length > 4 * longest ? digest(value) : value]]
  if (isAnyComponent(value)) return [[path, value.name], ...entries(path, optionsOf(value))]
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const items = Array.from(value as unknown as ArrayLike<unknown>)
    if (items.length > longest) return [[path, digest(JSON.stringify(items))]]
    return items.flatMap((item, index) => leaves(`${path}.${index}`, item))
  }
  return entries(path, value)
}

function entries(path: string, value: unknown): readonly (readonly [string, PlainValue])[] {
  if (!isPlainObject(value)) return []
  return Object.entries(value).flatMap(([key, each]) => leaves(`${path}.${key}`, each))
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function isAnyComponent(value: unknown): value is Identity<ComponentKind> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    'kind' in value &&
    'specVersion' in value
  )
}

function digest(text: string): string {
  return `something of ${text.length} characters, ${(hashKey(text) >>> 0).toString(16)}`
}
