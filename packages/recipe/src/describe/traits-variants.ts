import { optionsJsonSchema, type AnyFactory, type Loss, type LossTraits } from '@potstill/spec'
import { expand, type JsonSchema } from '../grammar/json-schema'
import type { Options } from './smallest-options'
import { traitsInWords } from './traits-in-words'

/** Traits that are others than usual, where an option is. */
export interface TraitsVariant {
  readonly option: string
  readonly value: unknown
  readonly traits: LossTraits
}

/** Which single choices among few, a word or true and false, change what a loss is. */
export function traitsVariants(factory: AnyFactory<'loss', Loss>, usual: Options): readonly TraitsVariant[] {
  const root = optionsJsonSchema(factory) as JsonSchema
  const { properties = {} } = expand(root, root)
  const before = told(factory.make(usual).traits)
  return Object.entries(properties).flatMap(([option, schema]) => {
    const own = expand(schema, root)
    const choices = own.enum ?? (own.type === 'boolean' ? [true, false] : [])
    const others = choices.filter((value) => value !== (usual[option] ?? own.default))
    return others.flatMap((value) => {
      const traits = traitsWith(factory, { ...usual, [option]: value })
      return traits === undefined || told(traits) === before ? [] : [{ option, value, traits }]
    })
  })
}

/** Only what one reads of them: the rest is no difference to anybody. */
function told(traits: LossTraits): string {
  return JSON.stringify(traitsInWords(traits))
}

function traitsWith(factory: AnyFactory<'loss', Loss>, options: Options): LossTraits | undefined {
  try {
    return factory.make(options).traits
  } catch {
    return undefined
  }
}
