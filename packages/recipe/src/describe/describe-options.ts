import { optionsJsonSchema, type AnyFactory, type ComponentKind } from '@potstill/spec'
import { branchesOf, expand, type JsonSchema } from '../grammar/json-schema'
import { optionType } from './option-type'

/** One option of a component, for people. */
export interface OptionDescription {
  /** With dots into mappings and `[]` into lists: `pieces[].curve`. */
  readonly name: string
  /** In few words: `number > 0`. */
  readonly type: string
  readonly required: boolean
  /** Absent where there is none, or where it is not a value. */
  readonly default?: unknown
  readonly meaning?: string
}

/** The options of a component in their order, each followed by those inside of it. */
export function describeOptions(
  factory: Pick<AnyFactory<ComponentKind, unknown>, 'options'>,
): readonly OptionDescription[] {
  const root = optionsJsonSchema(factory) as JsonSchema
  return propertiesOf(expand(root, root), root, '', 0)
}

// Deeper than this, and where a schema contains itself, one reads the documentation.
const deepest = 3

function propertiesOf(
  schema: JsonSchema,
  root: JsonSchema,
  prefix: string,
  depth: number,
): readonly OptionDescription[] {
  const { properties = {}, required = [] } = schema
  if (depth > deepest) return []
  return Object.entries(properties).flatMap(([key, property]) => {
    const own = expand(property, root)
    const name = prefix + key
    const described: OptionDescription = {
      name,
      type: optionType(own, root),
      required: required.includes(key),
      ...('default' in own && { default: own.default }),
      ...(own.description !== undefined && { meaning: own.description }),
    }
    return [described, ...inside(own, root, name, depth + 1)]
  })
}

function inside(
  schema: JsonSchema,
  root: JsonSchema,
  name: string,
  depth: number,
): readonly OptionDescription[] {
  const branches = branchesOf(schema, root) ?? [schema]
  return branches.flatMap((branch) => {
    if (branch.properties) return propertiesOf(branch, root, `${name}.`, depth)
    if (typeof branch.items !== 'object') return []
    const items = expand(branch.items, root)
    return items.properties ? propertiesOf(items, root, `${name}[].`, depth) : []
  })
}
