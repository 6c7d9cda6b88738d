import type { Place } from './place'

/** A YAML document in which each value and each key knows its place. */
export type Value = ScalarValue | ListValue | MappingValue

export interface ScalarValue {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  readonly place: Place
}

export interface ListValue {
  readonly kind: 'list'
  readonly items: readonly Value[]
  readonly place: Place
}

export interface MappingValue {
  readonly kind: 'mapping'
  readonly entries: readonly Entry[]
  readonly place: Place
}

export interface Entry {
  readonly key: string
  /** Of the key. */
  readonly place: Place
  readonly value: Value
}

/** The value as plain JavaScript. */
export function plain(value: Value): unknown {
  if (value.kind === 'scalar') return value.value
  if (value.kind === 'list') return value.items.map(plain)
  return Object.fromEntries(value.entries.map(({ key, value: content }) => [key, plain(content)]))
}

export function entryOf(mapping: MappingValue, key: string): Entry | undefined {
  return mapping.entries.find((entry) => entry.key === key)
}

export function isText(value: Value | undefined): value is ScalarValue & { readonly value: string } {
  return value?.kind === 'scalar' && typeof value.value === 'string'
}

export function isNothing(value: Value | undefined): boolean {
  return value === undefined || (value.kind === 'scalar' && value.value === null)
}

/** The value in a few words, for errors. */
export function show(value: Value | undefined): string {
  if (value === undefined) return 'nothing'
  return showPlain(plain(value))
}

/** A plain value in a few words, for errors. */
export function showPlain(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (typeof value === 'number') return String(value)
  const text = JSON.stringify(value)
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
