import type { ComponentKind, Loss, LossTraits, SignalName, Temperature } from '@potstill/spec'
import type { FactoryOf } from '../registry'
import { describeOptions, type OptionDescription } from './describe-options'
import { recipeFragment } from './recipe-fragment'
import { smallestOptions, type Options } from './smallest-options'
import { traitsVariants, type TraitsVariant } from './traits-variants'

/** What there is to tell of a component, as plain data. What it does not say is absent. */
export interface ComponentDescription {
  readonly kind: ComponentKind
  readonly name: string
  readonly summary: string
  readonly source?: string
  readonly formula?: string
  readonly advice?: string
  readonly options: readonly OptionDescription[]
  /** Of losses and temperatures: signals that it cannot do without. */
  readonly needs?: readonly SignalName[]
  /** Signals that it takes where there are any. */
  readonly uses?: readonly SignalName[]
  /** Of a loss, with the options of `recipe`. */
  readonly traits?: LossTraits
  /** Options that make them others. */
  readonly variants?: readonly TraitsVariant[]
  /** YAML of the part of a recipe where it stands; absent where no options were found that it accepts. */
  readonly recipe?: string
}

/**
 * Describes a component of a registry, for people and for programs: what it is, its options and, of a loss, its traits. It is made once
 * or a few times for that, with the fewest options that it accepts, and does nothing.
 *
 * @example
 * const loss = defineLoss({
 *   name: 'nothing',
 *   summary: 'Always 0.',
 *   needs: [],
 *   options: z.strictObject({ scale: z.number().positive().describe('Of no use.') }),
 *   create: () => ({ traits: {}, compute: () => zeros([1]) }),
 * })
 * describeComponent(loss).options // => [{ name: 'scale', type: 'number > 0', required: true, meaning: 'Of no use.' }]
 */
export function describeComponent<Kind extends ComponentKind>(
  factory: FactoryOf<Kind>,
): ComponentDescription {
  const { kind, name, summary, source, formula, advice } = factory
  const options = smallestOptions(factory)
  return {
    kind,
    name,
    summary,
    ...(source !== undefined && { source }),
    ...(formula !== undefined && { formula }),
    ...(advice !== undefined && { advice }),
    options: describeOptions(factory),
    ...(options && describeMade(factory, options)),
  }
}

function describeMade(factory: FactoryOf<ComponentKind>, options: Options) {
  const made = factory.make(options)
  const recipe = recipeFragment(factory.kind, { name: factory.name, options }, made)
  if (factory.kind === 'temperature') return { needs: (made as Temperature).needs, recipe }
  if (factory.kind !== 'loss') return { recipe }
  const { needs, uses, traits } = made as Loss
  const variants = traitsVariants(factory as FactoryOf<'loss'>, options)
  return { needs, uses, traits, ...(variants.length > 0 && { variants }), recipe }
}
