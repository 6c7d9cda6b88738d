import { optionsJsonSchema, validateOptions } from '@potstill/spec'
import type { Place } from '../document/place'
import { isNothing, show, type MappingValue, type Value } from '../document/value'
import { nestedReader } from './component'
import { addMakingProblems } from './making-problems'
import { readOptions } from './options'
import type { Reading } from './reading'
import { trainingSchema, type Training } from './training-schema'

/** The training of a stage, checked. */
export interface ReadTraining {
  readonly training: Training
  /** As a recipe writes it, defaults filled in. */
  readonly trainingOptions: Readonly<Record<string, unknown>>
  /** Of each key that is written. */
  readonly trainingPlaces: Readonly<Record<string, Place>>
}

/** Reads the training of a stage, merged key by key with what is shared. */
export function readTraining(
  shared: Value | undefined,
  own: Value | undefined,
  place: Place,
  reading: Reading,
): ReadTraining | undefined {
  const written = [shared, own].filter((value) => value !== undefined)
  const mappings = written.filter((value) => value.kind === 'mapping')
  for (const value of written.filter((each) => each.kind !== 'mapping')) {
    reading.problems.add({
      place: value.place,
      expected: 'a mapping with epochs and batchSize',
      received: show(value),
    })
  }
  if (mappings.length < written.length) return undefined
  const options = merged(mappings, place)
  const schema = optionsJsonSchema({ options: trainingSchema })
  const read = readOptions(options, schema, nestedReader(reading))
  try {
    const training = validateOptions('training', trainingSchema, read.given)
    const places = options.entries.map(({ key, value }) => [key, value.place] as const)
    return { training, trainingOptions: read.written, trainingPlaces: Object.fromEntries(places) }
  } catch (error) {
    addMakingProblems(error, { name: 'training', options, place: options.place, read }, reading)
    return undefined
  }
}

/** The last that says something of a key counts; null takes it away. */
function merged(mappings: readonly MappingValue[], around: Place): MappingValue {
  const entries = new Map(mappings.flatMap((mapping) => mapping.entries).map((entry) => [entry.key, entry]))
  const place = mappings.at(-1)?.place ?? { ...around, path: [...around.path, 'training'] }
  const said = [...entries.values()].filter(
    ({ key, value }) => !isNothing(value) || !(key in trainingSchema.shape),
  )
  return { kind: 'mapping', entries: said, place }
}
