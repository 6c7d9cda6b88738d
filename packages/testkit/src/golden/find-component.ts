import { isComponent, PotstillError, type AnyFactory, type ComponentKind } from '@potstill/spec'
import type { GoldenComponents } from './golden-case'

/** The factory of a name, in a module or a list of factories; undefined where there is none. */
export function findFactory<Kind extends ComponentKind, Made>(
  components: GoldenComponents,
  kind: Kind,
  name: string,
): AnyFactory<Kind, Made> | undefined {
  const all = Object.values(components).flatMap((each) =>
    Array.isArray(each) ? (each as unknown[]) : [each],
  )
  return all.find((each) => isFactory(each) && isComponent(each, kind) && each.name === name) as
    | AnyFactory<Kind, Made>
    | undefined
}

export function notFound(what: string, name: string, components: GoldenComponents): PotstillError {
  const known = Object.values(components).flatMap((each) => (isFactory(each) ? [each.name] : []))
  return new PotstillError({
    code: 'testkit/not-found',
    expected: `a ${what} of the name ${name}`,
    received: known.length === 0 ? 'none' : `only ${known.join(', ')}`,
    fix: 'pass the module that exports it',
  })
}

function isFactory(value: unknown): value is { readonly name: string } {
  return typeof value === 'function' && 'make' in value
}
