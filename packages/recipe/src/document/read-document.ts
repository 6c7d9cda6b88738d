import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import type { SourceLocation } from '@potstill/spec'
import type { Problems } from '../errors/problems'
import type { KeyPath, Place } from './place'
import type { Entry, Value } from './value'

/** Aliases repeat what they stand for, so a few lines can stand for millions of values. */
const mostAliases = 100

/** Where each value of a document stands. */
export interface Origin {
  /** The place of a value, given where it starts in the text, and its keys. */
  readonly at: (offset: number, path: KeyPath) => Place
  /** The keys of the document's root. */
  readonly path: KeyPath
  readonly problems: Problems
}

/** Reads a YAML file. What is not YAML at all ends here: the problems are thrown. */
export function readFile(text: string, file: string, problems: Problems): Value {
  const lines = new LineCounter()
  const at = (offset: number, path: KeyPath): Place => ({ path, location: locationOf(lines, file, offset) })
  const value = readDocument(text, { at, path: [], problems }, lines)
  if (value === undefined) problems.throwIfAny()
  return value!
}

/** Reads YAML whose values stand elsewhere than in a file. Nothing is returned where it is not YAML. */
export function readDocument(text: string, origin: Origin, lineCounter?: LineCounter): Value | undefined {
  const { at, path, problems } = origin
  const document = parseDocument(text, {
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    ...(lineCounter && { lineCounter }),
  })
  const [first] = [...document.errors, ...document.warnings].toSorted(
    (one, other) => one.pos[0] - other.pos[0],
  )
  if (first === undefined) return readNode(document, origin)
  // What follows a first mistake of syntax is mostly its consequence.
  const received = `text that is not: ${lowerFirst(first.message)}`
  problems.add({ place: at(first.pos[0], path), expected: 'YAML', received })
  return undefined
}

function readNode(document: Document.Parsed, { at, path: rootPath, problems }: Origin): Value | undefined {
  const open = new Set<Node>()
  let aliases = 0
  let refused = false

  const convert = (node: unknown, path: KeyPath, around: Place): Value => {
    if (isAlias(node)) return resolveAlias(node, path, around)
    const place = placeOf(node, path, around)
    if (!isMap(node) && !isSeq(node)) {
      return { kind: 'scalar', value: isScalar(node) ? scalarOf(node.value) : null, place }
    }
    open.add(node)
    const value: Value = isMap(node)
      ? { kind: 'mapping', entries: entriesOf(node.items, path, place), place }
      : {
          kind: 'list',
          items: node.items.map((item, index) => convert(item, [...path, index], place)),
          place,
        }
    open.delete(node)
    return value
  }

  const entriesOf = (pairs: readonly { key: unknown; value: unknown }[], path: KeyPath, around: Place) => {
    const entries = new Map<string, Entry>()
    for (const pair of pairs) {
      const key = isScalar(pair.key) ? String(pair.key.value) : ''
      const place = placeOf(pair.key, [...path, key], around)
      if (entries.has(key)) {
        problems.add({ place, expected: 'each key once', received: `"${key}" a second time` })
        continue
      }
      entries.set(key, { key, place, value: convert(pair.value, place.path, place) })
    }
    return [...entries.values()]
  }

  const resolveAlias = (alias: Node & { source: string }, path: KeyPath, around: Place): Value => {
    const place = placeOf(alias, path, around)
    const target = isAlias(alias) ? alias.resolve(document) : undefined
    const refuse = (received: string): Value => {
      refused = true
      problems.add({ place, expected: 'an alias of something before it, and not too many', received })
      return { kind: 'scalar', value: null, place }
    }
    if (target === undefined) return refuse(`*${alias.source}, which nothing is called`)
    if (open.has(target)) return refuse(`*${alias.source}, which holds itself`)
    if (++aliases > mostAliases) return refuse(`*${alias.source}, after ${mostAliases} others`)
    return convert(target, path, place)
  }

  const placeOf = (node: unknown, path: KeyPath, around: Place): Place => {
    const range = isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range : undefined
    return range ? at(range[0], path) : { ...around, path }
  }

  const value = convert(document.contents, rootPath, at(0, rootPath))
  return refused ? undefined : value
}

function scalarOf(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

function locationOf(lines: LineCounter, file: string, offset: number): SourceLocation {
  const { line, col } = lines.linePos(offset)
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
