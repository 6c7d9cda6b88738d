import { readFile } from '../document/read-document'
import { show, type Value } from '../document/value'
import { createProblems } from '../errors/problems'
import { applyOverrides } from '../overrides'
import type { Registry } from '../registry'
import { recipeKeys } from './keys'
import { readFields, readItems, required } from './mapping'
import type { Reading } from './reading'
import type { Recipe } from './recipe'
import { readName, readText } from './scalars'
import { readStage } from './stage'
import { readStages } from './stages'

export interface ParseOptions {
  /** The name that errors give the file. */
  readonly file: string
  /** What the recipe may name; its own plugins have to be in it already. See `loadRecipe`. */
  readonly registry: Registry
  /** `key.path=value`, applied in order before anything is checked. */
  readonly overrides?: readonly string[]
}

/**
 * Reads a recipe: every key, name and option in it is checked, and every component made.
 *
 * Throws one PotstillError (code `recipe/invalid`) of all mistakes in the order of the file. Each is a line of the
 * message, and an entry of `issues` with its location.
 */
export function parseRecipe(text: string, { file, registry, overrides = [] }: ParseOptions): Recipe {
  const problems = createProblems()
  const document = applyOverrides(readFile(text, file, problems), overrides, problems)
  const recipe = readRecipe(document, { registry, problems })
  problems.throwIfAny()
  return { ...recipe!, file, text, overrides }
}

function readRecipe(value: Value, reading: Reading): Omit<Recipe, 'file' | 'text' | 'overrides'> | undefined {
  if (value.kind !== 'mapping') {
    reading.problems.add({
      place: value.place,
      expected: 'a recipe: a mapping with name, data, student and so on',
      received: show(value),
    })
    return undefined
  }
  const {
    name: nameEntry,
    plugins: pluginsEntry,
    backend,
    stages,
    ...shared
  } = readFields(value, recipeKeys, reading)
  const { place } = value
  const nameValue = required(nameEntry, { ...place, path: ['name'] }, 'the name of the experiment', reading)
  const name = (nameValue && readName(nameValue, reading)) ?? ''
  const plugins = pluginsEntry ? readPlugins(pluginsEntry.value, reading) : []
  const backendName = backend && readText(backend.value, 'the name of a backend', reading)
  const read = stages
    ? readStages(stages.value, shared, reading)
    : [readStage({ name, place, own: shared, shared: {}, earlier: new Map() }, reading)]
  return {
    name,
    plugins: plugins.map(({ specifier }) => specifier),
    ...(backendName !== undefined && { backend: backendName }),
    stages: read.filter((stage) => stage !== undefined),
  }
}

/** Reads the list of plugins: paths or package names. */
export function readPlugins(value: Value, reading: Pick<Reading, 'problems'>) {
  const items = readItems(value, 'plugins: paths or package names', reading) ?? []
  return items.flatMap((item) => {
    const specifier = readText(item, 'a path or a package name', reading)
    return specifier === undefined ? [] : [{ specifier, place: item.place }]
  })
}
