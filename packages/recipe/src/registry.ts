import {
  PotstillError,
  type AnyFactory,
  type AugmentData,
  type Augmentation,
  type Callback,
  type ComponentKind,
  type DataSource,
  type Loss,
  type Optimizer,
  type Plugin,
  type PluginParts,
  type Schedule,
  type Strategy,
  type StudentArchitecture,
  type Teacher,
  type Temperature,
} from '@potstill/spec'

/** What the factories of each kind make. */
export interface Made {
  readonly loss: Loss
  readonly schedule: Schedule
  readonly temperature: Temperature
  readonly teacher: Teacher
  readonly studentArchitecture: StudentArchitecture
  readonly dataSource: DataSource
  readonly augmentation: Augmentation
  readonly strategy: Strategy
  readonly optimizer: Optimizer
  readonly callback: Callback
}

export type FactoryOf<Kind extends ComponentKind> = AnyFactory<Kind, Made[Kind]>

/** The components that recipes may name. A value: two registries know nothing of each other. */
export interface Registry {
  readonly plugins: readonly Plugin[]
  /** How data are augmented; the last plugin that says it decides. */
  readonly augment?: AugmentData
  /** The same registry and one plugin more. Throws a PotstillError where a name is taken. */
  with(plugin: Plugin): Registry
  find<Kind extends ComponentKind>(kind: Kind, name: string): FactoryOf<Kind> | undefined
  /** Names of one kind, sorted. */
  names(kind: ComponentKind): readonly string[]
  /** Factories of one kind, sorted by name. */
  factories<Kind extends ComponentKind>(kind: Kind): readonly FactoryOf<Kind>[]
}

/** Where a plugin keeps its factories of a kind. */
const partOf: { readonly [Kind in ComponentKind]: keyof PluginParts } = {
  loss: 'losses',
  schedule: 'schedules',
  temperature: 'temperatures',
  teacher: 'teachers',
  studentArchitecture: 'students',
  dataSource: 'dataSources',
  augmentation: 'augmentations',
  strategy: 'strategies',
  optimizer: 'optimizers',
  callback: 'callbacks',
}

export const componentKinds = Object.keys(partOf) as readonly ComponentKind[]

/**
 * Gathers the components of plugins. Throws a PotstillError that names both plugins where two of them have a component
 * of the same kind and name.
 *
 * @example
 * createRegistry([{ kind: 'plugin', name: 'mine', specVersion: 1 }]).names('loss') // => []
 */
export function createRegistry(plugins: readonly Plugin[] = []): Registry {
  const distinct = [...new Set(plugins)]
  const tables = new Map(componentKinds.map((kind) => [kind, tableOf(kind, distinct)]))
  const factories = <Kind extends ComponentKind>(kind: Kind) =>
    [...(tables.get(kind)?.values() ?? [])] as unknown as readonly FactoryOf<Kind>[]

  const augment = distinct.findLast((plugin) => plugin.augment !== undefined)?.augment
  return {
    plugins: distinct,
    ...(augment && { augment }),
    with: (plugin) => createRegistry([...distinct, plugin]),
    find: (kind, name) => factories(kind).find((factory) => factory.name === name),
    names: (kind) => factories(kind).map(({ name }) => name),
    factories,
  }
}

function tableOf(
  kind: ComponentKind,
  plugins: readonly Plugin[],
): ReadonlyMap<string, FactoryOf<ComponentKind>> {
  const owners = new Map<string, string>()
  const factories = plugins.flatMap((plugin) =>
    (plugin[partOf[kind]] ?? []).map((factory) => {
      const owner = owners.get(factory.name)
      if (owner !== undefined) throw nameTaken(kind, factory.name, owner, plugin.name)
      owners.set(factory.name, plugin.name)
      return factory
    }),
  )
  return new Map(factories.toSorted(byName).map((factory) => [factory.name, factory]))
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1
}

function nameTaken(kind: ComponentKind, name: string, owner: string, newcomer: string): PotstillError {
  return new PotstillError({
    code: 'recipe/name-taken',
    component: name,
    expected: `one ${kind} of the name "${name}"`,
    received: `one in the plugin "${owner}" and one in the plugin "${newcomer}"`,
    fix: 'rename one of them, or leave one plugin out',
  })
}
