import { optionsJsonSchema, type ComponentKind } from '@potstill/spec'
import { below, type Place } from '../document/place'
import { isNothing, isText, show, type MappingValue, type Value } from '../document/value'
import { didYouMean } from '../errors/did-you-mean'
import type { FactoryOf, Made, Registry } from '../registry'
import { listNames, phrase } from './kind-words'
import { addMakingProblems } from './making-problems'
import { readOptions, type OptionsReading } from './options'
import type { Reading } from './reading'

/** A component that a recipe chose, made. */
export interface Chosen<Kind extends ComponentKind> {
  readonly name: string
  /** As a recipe writes them, defaults filled in where the options schema tells them. */
  readonly options: Readonly<Record<string, unknown>>
  readonly component: Made[Kind]
  /** Of its name. */
  readonly place: Place
}

/** A component as a recipe writes it: `name` or `{ name: options }`. */
export function written({ name, options }: Pick<Chosen<ComponentKind>, 'name' | 'options'>): unknown {
  return Object.keys(options).length === 0 ? name : { [name]: options }
}

/** Reads `name` or `{ name: { options } }`, of the first of the kinds that knows the name, and makes it. */
export function readComponent<Kind extends ComponentKind>(
  value: Value,
  kinds: readonly Kind[],
  reading: Reading,
): Chosen<Kind> | undefined {
  const { registry, problems } = reading
  const choice = readChoice(value, kinds, reading)
  if (choice === undefined) return undefined
  const factory = findFactory(registry, kinds, choice.name)
  if (factory === undefined) {
    const names = kinds.flatMap((kind) => registry.names(kind))
    problems.add({
      place: choice.at,
      expected: `${phrase(kinds)}${names.length === 0 ? ', of which none is known here' : `: ${listNames(names)}`}`,
      received: JSON.stringify(choice.name),
      hint: didYouMean(choice.name, names),
    })
    return undefined
  }
  return makeComponent(factory, choice.options, choice.place, reading)
}

/** Reads options in which components are named. */
export function nestedReader(reading: Reading): OptionsReading {
  const readNested = (value: Value, kind: ComponentKind) => {
    const nested = readComponent(value, [kind], reading)
    return nested && { given: nested.component, written: written(nested) }
  }
  return { problems: reading.problems, readNested }
}

interface Choice {
  readonly name: string
  readonly options: MappingValue
  /** Where the name is written. */
  readonly at: Place
  /** The same, by the keys of the component: what is below are its options. */
  readonly place: Place
}

function readChoice(
  value: Value,
  kinds: readonly ComponentKind[],
  { problems }: Reading,
): Choice | undefined {
  if (isText(value)) {
    const place = below(value.place, value.value)
    return { name: value.value, options: { kind: 'mapping', entries: [], place }, at: value.place, place }
  }
  const [entry, ...others] = value.kind === 'mapping' ? value.entries : []
  if (entry === undefined || others.length > 0) {
    const keys = [entry, ...others].flatMap((each) => each?.key ?? [])
    const override = others.find(({ place }) => place.override !== undefined)?.place
    problems.add({
      place: override ?? value.place,
      expected: `${phrase(kinds)}: one name, or { name: { options } }`,
      received: keys.length > 0 ? `the keys ${keys.join(', ')}` : show(value),
    })
    return undefined
  }
  const { key: name, place, value: options } = entry
  if (options.kind === 'mapping') return { name, options, at: place, place }
  if (isNothing(options)) return { name, options: { kind: 'mapping', entries: [], place }, at: place, place }
  problems.add({
    place: options.place,
    expected: `the options of ${name}, as a mapping`,
    received: show(options),
  })
  return undefined
}

function findFactory<Kind extends ComponentKind>(
  registry: Registry,
  kinds: readonly Kind[],
  name: string,
): FactoryOf<Kind> | undefined {
  for (const kind of kinds) {
    const factory = registry.find(kind, name)
    if (factory !== undefined) return factory
  }
  return undefined
}

function makeComponent<Kind extends ComponentKind>(
  factory: FactoryOf<Kind>,
  options: MappingValue,
  place: Place,
  reading: Reading,
): Chosen<Kind> | undefined {
  const read = readOptions(options, optionsJsonSchema(factory), nestedReader(reading))
  try {
    const component = factory.make(read.given)
    return { name: factory.name, options: read.written, component, place }
  } catch (error) {
    addMakingProblems(error, { name: factory.name, options, place, read }, reading)
    return undefined
  }
}
