import { optionsJsonSchema, type AnyFactory, type ComponentKind } from '@potstill/spec'
import { expectThat } from './failure'
import { refusal } from './refusal'

/**
 * Each option has a description, and what is no option is refused.
 *
 * @param options some that the component takes
 */
export function checkOptions(
  factory: AnyFactory<ComponentKind, unknown>,
  options: Readonly<Record<string, unknown>>,
): void {
  const properties = optionsJsonSchema(factory)['properties'] as Readonly<
    Record<string, { description?: unknown }>
  >
  for (const [name, option] of Object.entries(properties ?? {})) {
    expectThat(typeof option.description === 'string', `a description of the option ${name}`, () => 'none')
  }
  const known = refusal(() => factory.make(options))
  expectThat(known === undefined, `options that it takes: ${JSON.stringify(options)}`, () => known!)
  const unknown = refusal(() => factory.make({ ...options, 'no such option': 1 }))
  expectThat(unknown !== undefined, 'unknown options to be refused', () => `a ${factory.kind}`)
}
