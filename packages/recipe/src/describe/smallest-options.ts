import { componentKeyword, optionsJsonSchema, type AnyFactory, type ComponentKind } from '@potstill/spec'
import { branchesOf, expand, type JsonSchema } from '../grammar/json-schema'
import { boundsOf, type Bounds } from './option-type'

export type Options = Readonly<Record<string, unknown>>

/** What one would write first, by the names that options have; others get the simplest value that their schema allows. */
const likely: Options = {
  epochs: 5,
  from: 4,
  gamma: 0.5,
  learningRate: 0.001,
  path: 'path/to/it',
  pieces: [{ curve: 4, epochs: 2 }, { curve: 1 }],
  milestones: [30, 60],
  points: [
    [0, 4],
    [1, 1],
  ],
  student: 2,
  teacher: 4,
  temperatures: [2, 4],
  to: 1,
  value: 4,
}

/** How many values are tried at the most: options that need more belong together in ways that a schema does not tell. */
const most = 64

/**
 * Options that a component accepts, as few as will do: the required ones, and one more where those are refused. Nothing where none
 * are found, as for a component that takes functions.
 */
export function smallestOptions(factory: AnyFactory<ComponentKind, unknown>): Options | undefined {
  const root = optionsJsonSchema(factory) as JsonSchema
  const { properties = {}, required = [] } = expand(root, root)
  const valueOf = (key: string) => sample(key, properties[key] ?? {}, root)
  const base = valuesOf(required, valueOf)
  if (base === undefined) return undefined
  const others = Object.keys(properties).filter((key) => !required.includes(key))
  const candidates = [base, ...others.map((key) => ({ ...base, ...valuesOf([key], valueOf) }))]
  return candidates.slice(0, most).find((options) => isAccepted(factory, options))
}

function valuesOf(keys: readonly string[], valueOf: (key: string) => unknown): Options | undefined {
  const entries = keys.map((key) => [key, valueOf(key)] as const)
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries)
}

/** Tells whether a component can be made of the options. */
export function isAccepted(factory: AnyFactory<ComponentKind, unknown>, options: Options): boolean {
  try {
    factory.make(options)
    return true
  } catch {
    return false
  }
}

function sample(key: string, schema: JsonSchema, root: JsonSchema): unknown {
  const own = expand(schema, root)
  const usual = likely[key]
  const branches = branchesOf(own, root) ?? [own]
  if (usual !== undefined && branches.some((branch) => suits(usual, branch))) return usual
  if (own[componentKeyword] === 'schedule') return 1
  const [branch = own] = branches
  if ('const' in branch) return branch.const
  if (branch.enum) return branch.enum[0]
  if (branch.type === 'boolean') return true
  if (branch.type === 'string') return textFor(key, branch)
  if (branch.type === 'number' || branch.type === 'integer') return numberFor(branch as Bounds)
  if (branch.type === 'array') return listFor(key, branch, root)
  if (branch.type === 'object' && branch.properties) {
    return valuesOf(branch.required ?? [], (name) => sample(name, branch.properties?.[name] ?? {}, root))
  }
  return undefined
}

function suits(value: unknown, { type, [componentKeyword]: kind }: JsonSchema): boolean {
  if (typeof value === 'number') return type === 'number' || type === 'integer' || kind === 'schedule'
  return type === (Array.isArray(value) ? 'array' : typeof value)
}

function textFor(key: string, { format }: JsonSchema & { readonly format?: string }): string {
  if (format === 'uri') return 'http://localhost:5000'
  return key
}

/** 1 where it is allowed, else something that is. */
function numberFor(schema: Bounds): number {
  const { low, high, lowOpen } = boundsOf(schema)
  if (low < 1 && 1 < high) return 1
  if (low > -Infinity && high < Infinity) return (low + high) / 2
  if (low > -Infinity) return lowOpen ? low + 1 : low
  return Math.min(1, high - 1)
}

function listFor(key: string, { items, prefixItems }: JsonSchema, root: JsonSchema): unknown {
  const schemas = prefixItems ?? (typeof items === 'object' ? [items] : [])
  const values = schemas.map((each) => sample(key, each, root))
  return values.includes(undefined) ? undefined : values
}
