import type { FactoryOf, Registry } from '@potstill/recipe'
import { nearestName, PotstillError, type ComponentKind } from '@potstill/spec'
import { componentKinds, kindOf } from './component-kinds'

/** What a name means: a kind, components of that name, or both. */
export interface Found {
  readonly kind?: ComponentKind
  readonly components: readonly FactoryOf<ComponentKind>[]
}

/**
 * Finds what a name means among kinds and components, or among the components of one kind. Throws a PotstillError with the
 * nearest name where it means nothing.
 */
export function findComponent(registry: Registry, name: string, only: ComponentKind | undefined): Found {
  const kinds = only === undefined ? Object.values(componentKinds) : [only]
  const components = kinds.flatMap((each) => registry.find(each, name) ?? [])
  const kind = only === undefined ? kindOf(name) : undefined
  if (kind !== undefined || components.length > 0) return { ...(kind && { kind }), components }
  throw unknown(registry, name, only, kinds)
}

function unknown(
  registry: Registry,
  name: string,
  only: ComponentKind | undefined,
  kinds: readonly ComponentKind[],
): PotstillError {
  const names = kinds.flatMap((each) => registry.names(each))
  const elsewhere = Object.values(componentKinds).find((each) => registry.find(each, name) !== undefined)
  const near = nearestName(name, only === undefined ? [...names, ...Object.keys(componentKinds)] : names)
  return new PotstillError({
    code: 'cli/unknown-component',
    expected:
      only === undefined ? 'the name of a component or of a kind of components' : `the name of a ${only}`,
    received: `"${name}"`,
    fix:
      elsewhere !== undefined
        ? `write --kind ${elsewhere}, or leave it out`
        : near === undefined
          ? 'see potstill list for all names'
          : `write ${near}`,
  })
}
