import { optionsJsonSchema } from '@potstill/spec'
import type { JsonSchema } from '../grammar/json-schema'
import type { StagePart } from '../grammar/keys'
import { trainingSchema } from '../grammar/training-schema'
import type { Registry } from '../registry'
import { componentSchemas, rooted } from './component-schemas'
import { named, partSchemas, stageProperties } from './part-schemas'

/**
 * Makes the JSON Schema (draft 2020-12) of recipes, for editors: the whole grammar, with every component of the registry
 * and its options. What it cannot say, such as that a stage's teacher is an earlier stage, `parseRecipe` still checks.
 */
export function recipeJsonSchema(registry: Registry): Readonly<Record<string, unknown>> {
  const training = trainingOrNull()
  const { required: _, ...sharedTraining } = training
  const wholeParts = ['data', 'optimizer', 'training'] as const satisfies readonly StagePart[]
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Potstill recipe',
    description: 'One file is one experiment.',
    type: 'object',
    properties: {
      name: named('Of the experiment; run folders are called by it.'),
      plugins: {
        description: 'Modules with further components, by path or package name.',
        type: 'array',
        items: { type: 'string', minLength: 1 },
        minItems: 1,
      },
      backend: { description: 'What computes.', type: 'string', minLength: 1 },
      ...stageProperties,
      stages: {
        description: 'Trained one after the other. What stands outside is shared; each stage overrides it.',
        type: 'array',
        items: {
          type: 'object',
          properties: {
            name: named('Later stages refer to it: teacher: { stage: name }.'),
            ...stageProperties,
          },
          required: ['name'],
          additionalProperties: false,
        },
        minItems: 1,
      },
    },
    required: ['name'],
    anyOf: [
      { required: ['stages'] },
      {
        required: wholeParts,
        anyOf: [{ required: ['student', 'objective'] }, { required: ['learners'] }],
        properties: { training: { $ref: '#/$defs/training' } },
      },
    ],
    additionalProperties: false,
    $defs: {
      ...componentSchemas(registry),
      training,
      sharedTraining,
      ...partSchemas,
    },
  }
}

/** The training, in which null takes away what is shared. */
function trainingOrNull(): JsonSchema {
  const schema = rooted(optionsJsonSchema({ options: trainingSchema }) as JsonSchema, 'training')
  const { properties = {}, required = [] } = schema
  const optional = Object.entries(properties).map(([key, property]) =>
    required.includes(key) ? [key, property] : [key, { anyOf: [property, { type: 'null' }] }],
  )
  return { ...schema, properties: Object.fromEntries(optional) as Readonly<Record<string, JsonSchema>> }
}
