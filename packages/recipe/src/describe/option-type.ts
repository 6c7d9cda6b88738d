import { componentKeyword } from '@potstill/spec'
import { branchesOf, expand, type JsonSchema } from '../grammar/json-schema'
import { kindWords } from '../grammar/kind-words'

/** Of numbers. */
export interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
}

const names: Readonly<Record<string, string>> = {
  number: 'number',
  integer: 'whole number',
  string: 'text',
  boolean: 'true or false',
  object: 'mapping',
  array: 'list',
  null: 'null',
}

/** What an option takes, in few words: `number > 0`, `kl or crossEntropy`, `list of numbers`, `number or schedule`. */
export function optionType(schema: JsonSchema, root: JsonSchema): string {
  const own = expand(schema, root)
  const kind = own[componentKeyword]
  if (kind !== undefined)
    return kind === 'schedule' ? 'number or schedule' : kindWords[kind].replace(/^an? /, '')
  if ('const' in own) return String(own.const)
  if (own.enum) return either(own.enum.map(String))
  const branches = branchesOf(own, root)
  if (branches) return either(distinct(branches.map((branch) => optionType(branch, root))))
  const types = typeof own.type === 'string' ? [own.type] : (own.type ?? [])
  return either(types.map((type) => ofType(type, own, root))) || 'any value'
}

function ofType(type: string, schema: JsonSchema, root: JsonSchema): string {
  if (type === 'number' || type === 'integer') return `${names[type]}${bounds(schema as Bounds)}`
  if (type !== 'array') return names[type] ?? type
  if (schema.prefixItems) return `[${schema.prefixItems.map((item) => optionType(item, root)).join(', ')}]`
  if (typeof schema.items !== 'object') return 'list'
  const item = optionType(schema.items, root)
  return item === 'any value' ? 'list' : `list of ${plural(item)}`
}

function bounds(schema: Bounds): string {
  const { low, high, lowOpen, highOpen } = boundsOf(schema)
  if (low > -Infinity && high < Infinity)
    return ` in ${lowOpen ? '(' : '['}${low}, ${high}${highOpen ? ')' : ']'}`
  if (low > -Infinity) return lowOpen ? ` > ${low}` : ` ≥ ${low}`
  if (high < Infinity) return highOpen ? ` < ${high}` : ` ≤ ${high}`
  return ''
}

/** The bounds of a number that say something: those of integers at the ends of what is exact do not. */
export function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Bounds) {
  const low = exclusiveMinimum ?? minimum ?? -Infinity
  const high = exclusiveMaximum ?? maximum ?? Infinity
  return {
    low: low <= Number.MIN_SAFE_INTEGER ? -Infinity : low,
    high: high >= 2 ** 31 - 1 ? Infinity : high,
    lowOpen: exclusiveMinimum !== undefined,
    highOpen: exclusiveMaximum !== undefined,
  }
}

function plural(words: string): string {
  return words.startsWith('[') ? words : words.replaceAll(/\b(number|text|list|mapping|schedule)\b/g, '$1s')
}

function either(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words)]
}
