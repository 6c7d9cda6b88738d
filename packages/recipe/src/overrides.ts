import { below, pathText, type KeyPath, type Place } from './document/place'
import { readDocument } from './document/read-document'
import {
  entryOf,
  isNothing,
  isText,
  show,
  type ListValue,
  type MappingValue,
  type Value,
} from './document/value'
import { didYouMean } from './errors/did-you-mean'
import type { Problems } from './errors/problems'
import { augmentKeys, termKeys } from './grammar/keys'

/** What an override puts at the place it names; nothing where that is no YAML. */
type Leaf = (place: Place) => Value | undefined

/**
 * Puts `key.path=value` into a recipe that was read, before it is checked. Values are YAML. Lists take an index
 * (`objective.1.weight` or `objective[1].weight`), stages and learners a name too (`stages.teacher.training.epochs`); a
 * component that is written as a bare name, a bare term and a bare list of augmentations are opened up for the keys below.
 */
export function applyOverrides(document: Value, overrides: readonly string[], problems: Problems): Value {
  return overrides.reduce((value, override) => applyOverride(value, override, problems), document)
}

function applyOverride(document: Value, override: string, problems: Problems): Value {
  const place = { ...document.place, override }
  const equals = override.indexOf('=')
  const keys = override
    .slice(0, Math.max(equals, 0))
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .map((key) => key.trim())
  if (equals < 0 || keys.includes('')) {
    problems.add({ place, expected: 'key.path=value', received: JSON.stringify(override) })
    return document
  }
  const leaf: Leaf = (at) =>
    readDocument(override.slice(equals + 1), {
      at: (_, path) => ({ ...at, path }),
      path: at.path,
      problems,
    })
  return put(document, keys, { override, leaf, problems }, document.place)
}

interface Change {
  readonly override: string
  readonly leaf: Leaf
  readonly problems: Problems
}

/** The value with the leaf at the end of the keys; `around` is the place of the value, where there is none. */
function put(value: Value | undefined, keys: readonly string[], change: Change, around: Place): Value {
  const place = { ...(value?.place ?? around), override: change.override }
  const [key, ...rest] = keys
  if (key === undefined) return change.leaf(place) ?? value ?? { kind: 'scalar', value: null, place }
  if (value === undefined || isNothing(value)) {
    return putEntry({ kind: 'mapping', entries: [], place }, key, rest, change)
  }
  const opened = open(value, key)
  if (opened.kind === 'list') return putItem(opened, key, rest, change)
  if (opened.kind === 'mapping') return putEntry(opened, key, rest, change)
  change.problems.add({
    place: below(place, key),
    expected: `a mapping at ${pathText(place.path)}, to put "${key}" into`,
    received: show(value),
    ...(isText(value) && { hint: `Write ${[...place.path, value.value, ...keys].join('.')}=…` }),
  })
  return value
}

function putEntry(mapping: MappingValue, key: string, rest: readonly string[], change: Change): Value {
  const existing = entryOf(mapping, key)
  const place = existing?.place ?? { ...below(mapping.place, key), override: change.override }
  const entry = { key, place, value: put(existing?.value, rest, change, place) }
  const entries = existing
    ? mapping.entries.map((other) => (other === existing ? entry : other))
    : [...mapping.entries, entry]
  return { ...mapping, entries }
}

function putItem(list: ListValue, key: string, rest: readonly string[], change: Change): Value {
  const what = namedLists[String(list.place.path.at(-1))]
  const index = what === undefined ? Number(key) : namedIndex(list, key)
  const item = list.items[index]
  if (item === undefined) {
    const names = what === undefined ? [] : list.items.map(nameOf)
    const count = list.items.length
    change.problems.add({
      place: { ...below(list.place, Number.isNaN(index) ? key : index), override: change.override },
      expected: `${names.length > 0 ? `${what} (${names.join(', ')}) or ` : ''}an index from 0 to ${count - 1}`,
      received: JSON.stringify(key),
      hint: didYouMean(key, names),
    })
    return list
  }
  const changed = put(item, rest, change, item.place)
  return { ...list, items: list.items.map((other, at) => (at === index ? changed : other)) }
}

/** Makes room for a key: `mlp` becomes `{ mlp: {} }`, a bare term `{ loss: term }`, augmentations `{ of: list }`. */
function open(value: Value, key: string): Value {
  const { place } = value
  const wrap = (name: string, content: Value): Value => ({
    kind: 'mapping',
    entries: [{ key: name, place, value: { ...content, place: below(place, name) } }],
    place,
  })
  if (value.kind === 'list') return isAugment(place.path) && isAugmentKey(key) ? wrap('of', value) : value
  const bare = isText(value) || (value.kind === 'mapping' && entryOf(value, 'loss') === undefined)
  if (isTerm(place.path) && bare && key !== 'loss' && isTermKey(key)) return wrap('loss', value)
  if (isText(value) && value.value === key) return wrap(key, { kind: 'mapping', entries: [], place })
  return value
}

function isTerm(path: KeyPath): boolean {
  return path.at(-2) === 'objective' && typeof path.at(-1) === 'number'
}

function isAugment(path: KeyPath): boolean {
  return path.at(-1) === 'augment' && (path.length === 1 || path.length === 3)
}

function isAugmentKey(key: string): boolean {
  const known: readonly string[] = augmentKeys
  return known.includes(key)
}

function isTermKey(key: string): boolean {
  const known: readonly string[] = termKeys
  return known.includes(key)
}

/** Lists whose items have names, and what one of them is. */
const namedLists: Readonly<Record<string, string>> = { stages: 'a stage', learners: 'a learner' }

function namedIndex(list: ListValue, key: string): number {
  const named = list.items.findIndex((item) => nameOf(item) === key)
  return named >= 0 ? named : Number(key)
}

function nameOf(item: Value): string {
  const name = item.kind === 'mapping' ? entryOf(item, 'name')?.value : undefined
  return isText(name) ? name.value : ''
}
