import { optionsJsonSchema } from '@potstill/spec'
import type { JsonSchema } from '../grammar/json-schema'
import type { StagePart, TermKey } from '../grammar/keys'
import { namePattern } from '../grammar/scalars'
import { trainingSchema } from '../grammar/training'
import type { Registry } from '../registry'
import { componentRef, componentSchemas, placeRef } from './component-schemas'

/**
 * Makes the JSON Schema (draft 2020-12) of recipes, for editors: the whole grammar, with every component of the registry
 * and its options. What it cannot say, such as that a stage's teacher is an earlier stage, `parseRecipe` still checks.
 */
export function recipeJsonSchema(registry: Registry): Readonly<Record<string, unknown>> {
  const { required: _, ...sharedTraining } = optionsJsonSchema({ options: trainingSchema }) as JsonSchema
  const wholeParts = [
    'data',
    'student',
    'objective',
    'optimizer',
    'training',
  ] as const satisfies readonly StagePart[]
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
      { required: wholeParts, properties: { training: { $ref: '#/$defs/training' } } },
    ],
    additionalProperties: false,
    $defs: {
      ...componentSchemas(registry),
      training: optionsJsonSchema({ options: trainingSchema }),
      sharedTraining,
      teacherOrStage,
      objective,
      term,
    },
  }
}

function named(description: string): JsonSchema & { readonly pattern: string } {
  return { description, type: ['string', 'number'], pattern: namePattern.source }
}

const stageProperties: Readonly<Record<StagePart, JsonSchema>> = {
  data: { ...componentRef('dataSource'), description: 'Where the examples come from.' },
  teacher: { $ref: '#/$defs/teacherOrStage', description: 'Whom the student learns from; null: nobody.' },
  student: { ...componentRef('studentArchitecture'), description: 'The network that is trained.' },
  objective: { $ref: '#/$defs/objective', description: 'What is minimised: the weighted sum of its terms.' },
  optimizer: { ...componentRef('optimizer'), description: 'How weights follow their gradients.' },
  training: { $ref: '#/$defs/sharedTraining', description: 'How long and in what portions.' },
}

const teacherOrStage: JsonSchema = {
  anyOf: [
    { type: 'null' },
    {
      description: 'The student of an earlier stage.',
      type: 'object',
      properties: { stage: { type: 'string' } },
      required: ['stage'],
      additionalProperties: false,
    },
    componentRef('teacher'),
  ],
}

const objective: JsonSchema & { readonly minItems: number } = {
  type: 'array',
  items: { anyOf: [componentRef('loss'), { $ref: '#/$defs/term' }] },
  minItems: 1,
}

const termProperties: Readonly<Record<TermKey, object>> = {
  loss: componentRef('loss'),
  weight: { ...placeRef('schedule'), description: 'A number or a schedule. Default: 1.', default: 1 },
  temperature: {
    description: 'Softens logits: a number above 0, a schedule, or a temperature. Default: 1.',
    anyOf: [{ type: 'number', exclusiveMinimum: 0 }, componentRef('temperature'), componentRef('schedule')],
    default: 1,
  },
  taps: {
    description: 'Pairs of layers, [student, teacher].',
    type: 'array',
    items: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 },
    minItems: 1,
  },
  warmUp: {
    description: 'Epochs over which the weight rises from 0. Default: 0.',
    type: 'number',
    minimum: 0,
  },
  name: { description: 'In progress lines, logs and errors.', type: 'string', minLength: 1 },
}

const term: JsonSchema = {
  type: 'object',
  properties: termProperties as Readonly<Record<TermKey, JsonSchema>>,
  required: ['loss'],
  additionalProperties: false,
}
