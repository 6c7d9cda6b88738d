import { componentKeyword, type ComponentKind } from '@potstill/spec'
import { phrase } from './kind-words'

/** The part of JSON Schema (draft 2020-12) that options schemas use. */
export interface JsonSchema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly items?: boolean | JsonSchema
  readonly default?: unknown
  readonly description?: string
  /** Here stands a component, by name. */
  readonly [componentKeyword]?: ComponentKind
}

/** Follows references, and joins what `allOf` says apart. */
export function expand(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref !== undefined) {
    const { $ref, ...beside } = schema
    return { ...expand(referred($ref, root), root), ...beside }
  }
  if (schema.allOf === undefined) return schema
  const { allOf, ...own } = schema
  return [own, ...allOf.map((part) => expand(part, root))].reduce((joined, part) => ({
    ...joined,
    ...part,
    ...((joined.properties || part.properties) && {
      properties: { ...joined.properties, ...part.properties },
    }),
    required: [...(joined.required ?? []), ...(part.required ?? [])],
  }))
}

/** The branches of a union, references followed; nothing where the schema is none. */
export function branchesOf(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] | undefined {
  return (schema.anyOf ?? schema.oneOf)?.map((branch) => expand(branch, root))
}

/** Tells whether a plain value has the outer shape that a schema asks for. */
export function fits(value: unknown, schema: JsonSchema): boolean {
  if ('const' in schema) return value === schema.const
  if (schema.enum) return schema.enum.includes(value)
  const types = typesOf(schema)
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return false
  if (!isObject(value) || schema.properties === undefined) return true
  const { properties, required = [], additionalProperties } = schema
  return (
    required.every((key) => key in value) &&
    Object.entries(value).every(([key, content]) => {
      const property = properties[key]
      return property === undefined
        ? additionalProperties !== false
        : !('const' in property) || property.const === content
    })
  )
}

/** What a schema asks for, in words; nothing where it says too little. */
export function describeSchema(schema: JsonSchema): string | undefined {
  const kind = schema[componentKeyword]
  if (kind !== undefined) return phrase([kind])
  if ('const' in schema) return JSON.stringify(schema.const)
  if (schema.enum) return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`
  const types = typesOf(schema)
  return types.length === 0 ? undefined : types.map((type) => typeWords[type] ?? type).join(' or ')
}

/** The words of errors for the types of JSON Schema, and for those in the messages of zod. */
export const typeWords: Readonly<Record<string, string>> = {
  number: 'a number',
  integer: 'a whole number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'null',
}

function referred(reference: string, root: JsonSchema): JsonSchema {
  if (reference === '#') return root
  return root.$defs?.[reference.replace('#/$defs/', '')] ?? {}
}

function typesOf({ type }: JsonSchema): readonly string[] {
  return type === undefined ? [] : typeof type === 'string' ? [type] : type
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
