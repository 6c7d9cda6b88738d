import { componentKeyword, type ComponentKind } from '@potstill/spec'
import type { KeyPath } from '../document/place'
import { isText, plain, type ListValue, type MappingValue, type Value } from '../document/value'
import { didYouMean } from '../errors/did-you-mean'
import type { Problems } from '../errors/problems'
import { branchesOf, describeSchema, expand, fits, type JsonSchema } from './json-schema'
import { listNames } from './kind-words'

/** What the schema knows of a value, for a better error than its own. */
export interface OptionNote {
  readonly expected?: string | undefined
  readonly hint?: string | undefined
}

export interface ReadOptions {
  /** For the factory: components in place of their names. */
  readonly given: Readonly<Record<string, unknown>>
  /** For a recipe: names, and defaults filled in. */
  readonly written: Readonly<Record<string, unknown>>
  /** By the value itself. */
  readonly notes: ReadonlyMap<Value, OptionNote>
  /** Values whose problems are told already. */
  readonly unread: ReadonlySet<Value>
}

/** An option as the factory takes it, and as a recipe writes it. */
export interface OptionPair {
  readonly given: unknown
  readonly written: unknown
}

export interface OptionsReading {
  readonly problems: Problems
  /** Reads a component that is named inside; nothing where it cannot be. */
  readonly readNested: (value: Value, kind: ComponentKind) => OptionPair | undefined
}

/**
 * Walks options along their JSON Schema: makes the components that are named inside, refuses unknown keys, fills
 * defaults in. All else is left to the schema itself.
 */
export function readOptions(
  options: MappingValue,
  root: JsonSchema,
  { problems, readNested }: OptionsReading,
): ReadOptions {
  const notes = new Map<Value, OptionNote>()
  const unread = new Set<Value>()

  const read = (value: Value, schema: JsonSchema | undefined): OptionPair => {
    const chosen = schema && choose(value, expand(schema, root))
    if (chosen === undefined) return same(value)
    const kind = chosen[componentKeyword]
    if (kind !== undefined) return readPlace(value, kind)
    if (value.kind === 'mapping') return readMapping(value, chosen)
    if (value.kind === 'list') return readList(value, chosen)
    const names = chosen.enum?.filter((name) => typeof name === 'string')
    if (isText(value) && names) notes.set(value, { hint: didYouMean(value.value, names) })
    return same(value)
  }

  const choose = (value: Value, schema: JsonSchema): JsonSchema | undefined => {
    const branches = branchesOf(schema, root)
    if (branches === undefined) return schema
    const content = plain(value)
    const nested = branches.find((branch) => branch[componentKeyword] !== undefined)
    const fitting = branches.find((branch) => branch[componentKeyword] === undefined && fits(content, branch))
    if (fitting) return choose(value, fitting)
    if (nested && value.kind !== 'list') return nested
    const [alike, ...others] = branches.filter(
      ({ type }) => type !== undefined && type === typeOf[value.kind],
    )
    if (alike && others.length === 0) return choose(value, alike)
    const descriptions = branches.map(describeSchema)
    if (!descriptions.includes(undefined)) notes.set(value, { expected: descriptions.join(' or ') })
    return undefined
  }

  const readPlace = (value: Value, kind: ComponentKind): OptionPair => {
    if (kind === 'schedule' && value.kind === 'scalar' && typeof value.value === 'number') return same(value)
    const component = readNested(value, kind)
    if (component === undefined) unread.add(value)
    return component ?? { given: undefined, written: undefined }
  }

  const readMapping = (mapping: MappingValue, schema: JsonSchema) => {
    const { properties = {}, additionalProperties } = schema
    const known = Object.keys(properties)
    const given: Record<string, unknown> = {}
    const writtenOptions: Record<string, unknown> = {}
    for (const { key, place, value } of mapping.entries) {
      const property = Object.hasOwn(properties, key) ? properties[key] : additionalProperties
      if (property === false) {
        if (mapping !== options) unread.add(mapping)
        problems.add({
          place,
          expected: known.length === 0 ? 'no options' : `one of the options ${listNames(known, 16)}`,
          received: JSON.stringify(key),
          hint: didYouMean(key, known),
        })
        continue
      }
      const pair = read(value, typeof property === 'object' ? property : undefined)
      given[key] = pair.given
      writtenOptions[key] = pair.written
    }
    for (const [key, property] of Object.entries(properties)) {
      const { default: preset } = expand(property, root)
      if (preset !== undefined && !(key in writtenOptions)) writtenOptions[key] = preset
    }
    return { given, written: writtenOptions }
  }

  const readList = (list: ListValue, { prefixItems = [], items }: JsonSchema): OptionPair => {
    const rest = typeof items === 'object' ? items : undefined
    const pairs = list.items.map((item, index) => read(item, prefixItems[index] ?? rest))
    return { given: pairs.map(({ given }) => given), written: pairs.map((pair) => pair.written) }
  }

  return { ...readMapping(options, expand(root, root)), notes, unread }
}

/** The value that a path leads to, or the last one on the way there. */
export function follow(
  value: Value,
  path: readonly PropertyKey[],
): { readonly value: Value; readonly rest: KeyPath } {
  const [key, ...rest] = path
  const next =
    value.kind === 'mapping'
      ? value.entries.find((entry) => entry.key === key)?.value
      : value.kind === 'list' && typeof key === 'number'
        ? value.items[key]
        : undefined
  if (key !== undefined && next !== undefined) return follow(next, rest)
  return { value, rest: path.map((each) => (typeof each === 'number' ? each : String(each))) }
}

/** The one branch of a union that is a mapping, or a list, is the one that a mapping, or a list, was meant for. */
const typeOf = { mapping: 'object', list: 'array', scalar: undefined } as const

function same(value: Value): OptionPair {
  const content = plain(value)
  return { given: content, written: content }
}
