import * as z from 'zod'
import { optionsJsonSchema, validateOptions } from '@potstill/spec'
import type { Place } from '../document/place'
import { show, type MappingValue, type Value } from '../document/value'
import { addMakingProblems } from './making-problems'
import { readOptions } from './options'
import type { Reading } from './reading'

/** How long and in what portions to train. */
export const trainingSchema = z.strictObject({
  epochs: z.int().positive().describe('Passes over the training split.'),
  batchSize: z.int().positive().describe('Examples per step.'),
  seed: z.int().nonnegative().default(0).describe('Of initial weights, batch order and every random draw.'),
  shuffle: z
    .boolean()
    .default(true)
    .describe('False: examples come in the order of the data in every epoch.'),
  steps: z
    .int()
    .positive()
    .optional()
    .describe('Stops after so many steps, in the middle of an epoch if need be.'),
  compile: z
    .enum(['auto', 'always', 'never'])
    .default('auto')
    .describe(
      'Whether the training step becomes one native program, on backends that compile; auto: where it can.',
    ),
})

export type Training = z.output<typeof trainingSchema>

/** Reads the training of a stage, merged key by key with what is shared. */
export function readTraining(
  shared: Value | undefined,
  own: Value | undefined,
  place: Place,
  reading: Reading,
): Training | undefined {
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
  const { problems } = reading
  const schema = optionsJsonSchema({ options: trainingSchema })
  const read = readOptions(options, schema, { problems, readNested: () => undefined })
  try {
    return validateOptions('training', trainingSchema, read.given)
  } catch (error) {
    addMakingProblems(error, { name: 'training', options, place: options.place, read }, reading)
    return undefined
  }
}

function merged(mappings: readonly MappingValue[], around: Place): MappingValue {
  const entries = new Map(mappings.flatMap((mapping) => mapping.entries).map((entry) => [entry.key, entry]))
  const place = mappings.at(-1)?.place ?? { ...around, path: [...around.path, 'training'] }
  return { kind: 'mapping', entries: [...entries.values()], place }
}
