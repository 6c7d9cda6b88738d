import type { JsonSchema } from '../grammar/json-schema'
import { augmentTeachers } from '../grammar/augment'
import type { AugmentKey, LearnerPart, StagePart, TermKey } from '../grammar/keys'
import { namePattern } from '../grammar/scalars'
import { componentRef, placeRef, type Schemas } from './component-schemas'

/** A name that folders may be called by. */
export function named(description: string): JsonSchema & { readonly pattern: string } {
  return { description, type: ['string', 'number'], pattern: namePattern.source }
}

const learnerProperties: Readonly<Record<LearnerPart, JsonSchema>> = {
  teacher: { $ref: '#/$defs/teacherOrStage', description: 'Whom the student learns from; null: nobody.' },
  student: { $ref: '#/$defs/studentOrStage', description: 'The network that is trained.' },
  objective: { $ref: '#/$defs/objective', description: 'What is minimised: the weighted sum of its terms.' },
}

/** What may stand in a stage, and outside of stages. */
export const stageProperties: Readonly<Record<StagePart, JsonSchema>> = {
  data: { ...componentRef('dataSource'), description: 'Where the examples come from.' },
  augment: { $ref: '#/$defs/augment', description: 'How examples are changed before they are trained on.' },
  ...learnerProperties,
  learners: {
    description: 'Networks that learn together in one step, in place of one student. null: none.',
    ...orNull(listOf({ $ref: '#/$defs/learner' })),
  },
  strategies: {
    description: 'What prepares batches with the networks at hand. null: none.',
    ...orNull(listOf(componentRef('strategy'))),
  },
  optimizer: { ...componentRef('optimizer'), description: 'How weights follow their gradients.' },
  callbacks: {
    description: 'What watches the stage, and may stop it. null: none.',
    ...orNull(listOf(componentRef('callback'))),
  },
  training: { $ref: '#/$defs/sharedTraining', description: 'How long, in what portions and by what rules.' },
}

const augmentProperties: Readonly<Record<AugmentKey, JsonSchema & { readonly minimum?: number }>> = {
  of: listOf(componentRef('augmentation')),
  views: {
    description: 'Further views of each example, for losses that compare them. Default: 0.',
    type: 'integer',
    minimum: 0,
  },
  teacher: {
    description: 'What the teacher sees: the same, the example without any draw, or draws of its own.',
    enum: augmentTeachers,
  },
}

const earlierStage = only('stage', 'The student of an earlier stage.')

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
  teacher: { $ref: '#/$defs/peer', description: 'The learner that this term learns from.' },
  start: only('stage', 'An earlier stage, whose term has the variables that those of this loss start from.'),
  name: { description: 'In progress lines, logs and errors.', type: 'string', minLength: 1 },
}

const teacherOrStage: JsonSchema = { anyOf: [{ type: 'null' }, earlierStage, componentRef('teacher')] }

/** Definitions of the parts, by the names that they refer to each other with. */
export const partSchemas: Schemas = {
  teacherOrStage,
  studentOrStage: { anyOf: [earlierStage, componentRef('studentArchitecture')] },
  objective: listOf({ anyOf: [componentRef('loss'), { $ref: '#/$defs/term' }] }),
  term: mapping(termProperties as Readonly<Record<TermKey, JsonSchema>>, ['loss']),
  augment: orNull(listOf(componentRef('augmentation')), mapping(augmentProperties, ['of'])),
  peer: only('peer', 'Another learner of the same stage.'),
  learner: mapping(
    {
      name: named('Of the learner: others refer to it, teacher: { peer: name }.'),
      ...learnerProperties,
      teacher: { anyOf: [{ $ref: '#/$defs/peer' }, { $ref: '#/$defs/teacherOrStage' }] },
    },
    ['name'],
  ),
}

function listOf(items: JsonSchema): JsonSchema & { readonly minItems: number } {
  return { type: 'array', items, minItems: 1 }
}

function orNull(...schemas: readonly JsonSchema[]): JsonSchema {
  return { anyOf: [...schemas, { type: 'null' }] }
}

function mapping(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[]): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false }
}

function only(key: string, description: string): JsonSchema {
  return { description, ...mapping({ [key]: { type: 'string' } }, [key]) }
}
