import { definePlugin, defineSchedule, type Schedule } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import * as z from 'zod'
import { parseRecipe } from '../grammar/parse-recipe'
import { createRegistry } from '../registry'
import { jsonSchemaAccepts } from '../testing/json-schema-accepts'
import { toyRegistry } from '../testing/toy-plugin'
import { continued, distilled, furnished, mutual, staged, transferred } from '../testing/toy-recipes'
import { recipeJsonSchema } from './recipe-json-schema'

const schema = recipeJsonSchema(toyRegistry)
const schemaAccepts = (text: string) => jsonSchemaAccepts(schema, parseYaml(text))
const parserAccepts = (text: string) => {
  try {
    parseRecipe(text, { file: 'r', registry: toyRegistry })
    return true
  } catch {
    return false
  }
}

const accepted: readonly (readonly [string, string])[] = [
  ['data: { points: { train: 24, validation: 8, test: 16 } }', 'data: points'],
  ['data: { points: { train: 24, validation: 8, test: 16 } }', 'data: { points: }'],
  ['{ tiny: { hidden: [3] } }', '{ tiny: {} }'],
  ['{ loss: crossEntropy, weight: 0.1 }', 'crossEntropy'],
  ['{ loss: crossEntropy, weight: 0.1 }', '{ crossEntropy: {} }'],
  ['weight: 0.1', 'weight: { cosine: { from: 1 } }, warmUp: 0.5, name: hard'],
  ['{ cosine: { from: 4, to: 2 } }', 'standardized'],
  ['{ cosine: { from: 4, to: 2 } }', '3.5'],
  ['{ loss: crossEntropy, weight: 0.1 }', '{ loss: hints, taps: [[hidden, middle]] }'],
  ['learningRate: 0.2', 'learningRate: { scaled: { by: 2, of: { cosine: { from: 1 } } } }'],
  ['training:', 'backend: cpu\nplugins: [./a.mjs]\ntraining:'],
]

const withPart = (part: string) => ['optimizer:', `${part}\noptimizer:`] as const

const acceptedParts: readonly (readonly [string, string])[] = [
  withPart('augment: [shift, { shift: { by: 2 } }]'),
  withPart('augment: { of: [shift], views: 0, teacher: own }'),
  withPart('augment: null'),
  withPart('callbacks: [enough]'),
  withPart('callbacks: null'),
  withPart('strategies: [{ opposite: {} }]'),
  withPart('learners: [{ name: a }, { name: b, teacher: { peer: a }, student: tiny }]'),
  withPart('learners: null'),
  withPart('learners: [{ name: a }, { name: b, objective: [{ loss: softTargets, teacher: { peer: a } }] }]'),
  ['epochs: 2', 'epochs: 2, accumulate: 4, clip: { value: 1 }, freeze: [a], checkpoint: { keep: 1 }'],
  ['epochs: 2', 'epochs: 2, seed: null, clip: null'],
  ['epochs: 2', 'epochs: 2, ema: { decay: 0.9 }, diagnostics: { everySteps: 1 }'],
  ['epochs: 2', 'epochs: 2, ema: { decay: { scaled: { by: 1, of: { cosine: { from: 1 } } } } }'],
  ['epochs: 2', 'epochs: 2, groups: [{ variables: [norms], weightDecay: 0 }]'],
]

const refusedParts: readonly (readonly [string, string])[] = [
  ['student: { tiny: { hidden: [3] } }\n', ''],
  ['epochs: 2', 'epochs: null'],
  ['epochs: 2', 'epochs: 2, colour: null'],
  withPart('augment: shift'),
  withPart('augment: []'),
  withPart('augment: [shfit]'),
  withPart('augment: { views: 1 }'),
  withPart('augment: { of: [shift], views: 0.5 }'),
  withPart('augment: { of: [shift], teacher: none }'),
  withPart('callbacks: enough'),
  withPart('callbacks: [opposite]'),
  withPart('strategies: [enough]'),
  withPart('learners: []'),
  withPart('learners: [{ name: a, objective: [{ loss: softTargets, teacher: oracle }] }]'),
  withPart('learners: [{ student: tiny }]'),
  withPart('learners: [{ name: a, optimizer: sgd }]'),
  withPart('learners: [{ name: a, teacher: { peer: [b] } }]'),
  ['epochs: 2', 'epochs: 2, accumulate: 0'],
  ['epochs: 2', 'epochs: 2, clip: { norms: 1 }'],
  ['epochs: 2', 'epochs: 2, ema: { decay: cosin }'],
  ['epochs: 2', 'epochs: 2, ema: {}'],
  ['epochs: 2', 'epochs: 2, freeze: stem'],
  ['epochs: 2', 'epochs: 2, groups: [{ learningRate: 1 }]'],
  ['epochs: 2', 'epochs: 2, diagnostics: {}'],
  ['epochs: 2', 'epochs: 2, checkpoint: { everySteps: 0.5 }'],
  ['teacher: oracle', 'teacher: { peer: a }'],
  ['{ tiny: { hidden: [3] } }', '{ stage: [a] }'],
]

const refused: readonly (readonly [string, string])[] = [
  ['name: distilled', 'title: distilled'],
  ['name: distilled', 'name: a/b'],
  ['teacher: oracle', 'teacher: orakel'],
  ['teacher: oracle', 'teacher: { oracle: {}, stage: x }'],
  ['{ tiny: { hidden: [3] } }', '{ tiny: { hidden: [0] } }'],
  ['{ tiny: { hidden: [3] } }', '{ tiny: { hiden: [3] } }'],
  ['{ tiny: { hidden: [3] } }', '3'],
  ['weight: 0.1', 'weihgt: 0.1'],
  ['weight: 0.1', 'weight: heavy'],
  ['weight: 0.1', 'warmUp: -1'],
  ['{ loss: crossEntropy, weight: 0.1 }', '{ weight: 0.1 }'],
  ['{ cosine: { from: 4, to: 2 } }', '0'],
  ['{ cosine: { from: 4, to: 2 } }', 'cosine'],
  ['{ loss: crossEntropy, weight: 0.1 }', '{ loss: hints, taps: [[hidden]] }'],
  ['learningRate: 0.2', 'learningRate: { scaled: { by: 2, of: { cosine: {} } } }'],
  ['epochs: 2, ', ''],
  ['epochs: 2', 'epochs: 0'],
  ['batchSize: 8', 'batchSize: 8, seeds: 3'],
  ['training: { epochs: 2, batchSize: 8 }\n', ''],
  ['training:', 'plugins: []\ntraining:'],
  ['training:', 'stages: []\ntraining:'],
]

describe('recipeJsonSchema', () => {
  it.each([...accepted, ...acceptedParts])('accepts what the parser accepts: %s → %s', (from, to) => {
    const text = distilled.replace(from, to)
    expect([text === distilled, parserAccepts(text), schemaAccepts(text)]).toEqual([false, true, true])
  })

  it.each([...refused, ...refusedParts])('refuses what the parser refuses: %s → %s', (from, to) => {
    const text = distilled.replace(from, to)
    expect([text === distilled, parserAccepts(text), schemaAccepts(text)]).toEqual([false, false, false])
  })

  it.each([
    ['as it is', staged, true],
    ['of which a student goes on', continued, true],
    ['of which one is no place to go on from', continued.replace('{ stage: early }', '{ stage: 1 }'), false],
    ['of which a term starts from another’s', transferred, true],
    ['of which a term starts from no stage', transferred.replace('{ stage: ready }', 'ready'), false],
    ['or every part', furnished, true],
    ['or learners', mutual, true],
    [
      'or learners without a student of the stage',
      mutual
        .replace(/student: .*\n/, '')
        .replace('name: one', 'student: tiny, name: one')
        .replace('name: third', 'name: third\n    student: tiny'),
      true,
    ],
    ['with an unknown key', staged.replace('{ name: alone }', '{ name: alone, x: 1 }'), false],
    ['without a name', staged.replace('{ name: alone }', '{ teacher: null }'), false],
    [
      'with a part of the training',
      staged.replace('{ name: alone }', '{ name: alone, training: { seed: 1 } }'),
      true,
    ],
  ])('knows stages: %s', (_, text, expected) => {
    expect([parserAccepts(text), schemaAccepts(text)]).toEqual([expected, expected])
  })

  it('describes components for the editor', () => {
    const { $defs } = schema as { $defs: Record<string, { anyOf: unknown[] }> }
    expect($defs.loss!.anyOf[4]).toEqual({
      description: 'Squared difference of mean features.',
      const: 'hints',
    })
    expect($defs.loss!.anyOf[8]).toEqual({
      description: 'Cross-entropy with the softened teacher. (Hinton et al. 2015, arXiv:1503.02531)',
      const: 'softTargets',
    })
    expect($defs['loss.softTargets']).toMatchObject({
      properties: { form: { description: 'Which of the two.' } },
    })
  })

  it('moves the definitions of an options schema along', () => {
    interface Tree {
      inner?: Tree | undefined
    }
    const options: z.ZodType<Tree, Tree> = z.strictObject({
      get inner() {
        return options.optional()
      },
    })
    const create = (): Schedule => () => 1
    const leaf = z.strictObject({ size: z.number() }).meta({ id: 'leaf' })
    const registry = createRegistry([
      definePlugin({
        name: 'p',
        schedules: [
          defineSchedule({ name: 'tree', summary: '', options, create }),
          defineSchedule({
            name: 'pair',
            summary: '',
            options: z.strictObject({ a: leaf, b: leaf }),
            create,
          }),
        ],
      }),
    ])
    const weights = { $defs: recipeJsonSchema(registry).$defs, $ref: '#/$defs/schedule' }
    expect(jsonSchemaAccepts(weights, { tree: { inner: { inner: {} } } })).toBe(true)
    expect(jsonSchemaAccepts(weights, { tree: { inner: { outer: {} } } })).toBe(false)
    expect(jsonSchemaAccepts(weights, { pair: { a: { size: 1 }, b: { size: 2 } } })).toBe(true)
    expect(jsonSchemaAccepts(weights, { pair: { a: { size: 1 }, b: { size: 'x' } } })).toBe(false)
  })

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
  })
})
