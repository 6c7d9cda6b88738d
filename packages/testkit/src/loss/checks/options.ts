import { optionsJsonSchema, type AnyFactory, type Loss } from '@potstill/spec'
import { expectThat } from '../../failure'
import { refusal } from '../loss-case'

/** Each option has a description, and what is no option is refused. */
export function checkOptions(factory: AnyFactory<'loss', Loss>): void {
  const properties = optionsJsonSchema(factory)['properties'] as Readonly<
    Record<string, { description?: unknown }>
  >
  for (const [name, option] of Object.entries(properties ?? {})) {
    expectThat(typeof option.description === 'string', `a description of the option ${name}`, () => 'none')
  }
  const unknown = refusal(() => factory.make({ 'no such option': 1 }))
  expectThat(unknown !== undefined, 'unknown options to be refused', () => 'a loss')
}
