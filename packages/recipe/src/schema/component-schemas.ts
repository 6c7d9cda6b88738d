import { componentKeyword, optionsJsonSchema, type AnyFactory, type ComponentKind } from '@potstill/spec'
import type { JsonSchema } from '../grammar/json-schema'
import { componentKinds, type Registry } from '../registry'

export type Schemas = Readonly<Record<string, JsonSchema>>

/** A reference to the schema of all components of a kind, by name. */
export function componentRef(kind: ComponentKind): JsonSchema {
  return { $ref: `#/$defs/${kind}` }
}

/** The same, with the number that stands for a schedule which does not change. */
export function placeRef(kind: ComponentKind): JsonSchema {
  return kind === 'schedule' ? { anyOf: [{ type: 'number' }, componentRef(kind)] } : componentRef(kind)
}

/** The definitions of every kind, of every component's options, and of what those options define. */
export function componentSchemas(registry: Registry): Schemas {
  const entries = componentKinds.flatMap((kind) => {
    const factories = registry.factories(kind)
    const choices = factories.flatMap((factory) => choicesOf(kind, factory))
    const definition = choices.length === 0 ? { not: {} } : { anyOf: choices }
    return [[kind, definition], ...factories.flatMap((factory) => optionsOf(kind, factory))] as const
  })
  return Object.fromEntries(entries as readonly (readonly [string, JsonSchema])[])
}

/** `name`, where no option is required, and `{ name: options }`. */
function choicesOf(kind: ComponentKind, factory: AnyFactory<ComponentKind, unknown>): readonly JsonSchema[] {
  const { name, summary, source } = factory
  const description = source === undefined ? summary : `${summary} (${source})`
  const options = { $ref: `#/$defs/${optionsKey(kind, name)}` }
  const { required = [] } = optionsJsonSchema(factory) as JsonSchema
  const withOptions: JsonSchema = {
    description,
    type: 'object',
    properties: { [name]: required.length === 0 ? { anyOf: [options, { type: 'null' }] } : options },
    required: [name],
    additionalProperties: false,
  }
  return required.length === 0 ? [{ const: name, description }, withOptions] : [withOptions]
}

function optionsOf(kind: ComponentKind, factory: AnyFactory<ComponentKind, unknown>) {
  const key = optionsKey(kind, factory.name)
  const { $defs = {}, ...schema } = optionsJsonSchema(factory) as JsonSchema
  const inner = Object.entries($defs).map(
    ([name, definition]) => [`${key}.${name}`, rooted(definition, key)] as const,
  )
  return [[key, rooted(schema, key)] as const, ...inner]
}

function optionsKey(kind: ComponentKind, name: string): string {
  return `${kind}.${name}`
}

/** A schema that was a document of its own, as a definition in a larger one: references and nested components follow. */
export function rooted(schema: JsonSchema, key: string): JsonSchema {
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert)
    if (typeof value !== 'object' || value === null) return value
    const { [componentKeyword]: kind, ...rest } = value as JsonSchema
    const converted = Object.entries(rest).map(([name, content]) => [
      name,
      name === '$ref' && typeof content === 'string' ? movedReference(content, key) : convert(content),
    ])
    return { ...Object.fromEntries(converted), ...(kind !== undefined && placeRef(kind)) }
  }
  return convert(schema) as JsonSchema
}

function movedReference(reference: string, key: string): string {
  return reference === '#' ? `#/$defs/${key}` : reference.replace('#/$defs/', `#/$defs/${key}.`)
}
