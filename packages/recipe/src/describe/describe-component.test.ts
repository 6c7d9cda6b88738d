import { defineLoss, defineSchedule, type LossTraits } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { parseRecipe } from '../grammar/parse-recipe'
import { toyRegistry } from '../testing/toy-plugin'
import { describeComponent } from './describe-component'
import { inlineYaml } from './inline-yaml'
import { traitsInWords } from './traits-in-words'

const traits: LossTraits = {
  level: 'logits',
  softened: true,
  perExample: true,
  sameClasses: true,
  zeroAtMatch: true,
  temperatureSquared: true,
}
const lossOf = (options: z.ZodObject, made: Partial<LossTraits> = {}) =>
  defineLoss({
    name: 'tried',
    summary: 'For tests.',
    needs: ['studentLogits'],
    uses: ['labels'],
    options,
    create: (given) => {
      if (given['form'] === 'refused') throw new Error('not this one')
      return {
        traits: { ...traits, ...made, zeroAtMatch: given['form'] !== 'crossEntropy' },
        compute: ({ studentLogits }) => studentLogits,
      }
    },
  })

describe('describeComponent', () => {
  it('tells all that a definition says, and nothing that it does not', () => {
    const bare = lossOf(z.strictObject({}))
    expect(describeComponent(bare)).toEqual({
      kind: 'loss',
      name: 'tried',
      summary: 'For tests.',
      options: [],
      needs: ['studentLogits'],
      uses: ['labels'],
      traits,
      recipe: 'objective:\n  - { loss: tried, temperature: 4 }',
    })
    const full = defineSchedule({
      name: 'flat',
      summary: 'Stays.',
      source: 'nobody',
      formula: 'f = 1',
      advice: 'For tests.',
      options: z.strictObject({}),
      create: () => () => 1,
    })
    expect(describeComponent(full)).toMatchObject({
      source: 'nobody',
      formula: 'f = 1',
      advice: 'For tests.',
    })
  })

  it('lists options with those inside of them', () => {
    const piece = z.strictObject({ curve: z.number().describe('A number.'), epochs: z.int().optional() })
    const options = z.strictObject({
      pieces: z.array(piece).describe('In order.'),
      inner: z.strictObject({ alpha: z.number().default(2) }).default({ alpha: 2 }),
      either: z.union([z.number(), z.strictObject({ low: z.number() })]).optional(),
    })
    const { options: described } = describeComponent(lossOf(options))
    expect(described).toEqual([
      { name: 'pieces', type: 'list of mappings', required: true, meaning: 'In order.' },
      { name: 'pieces[].curve', type: 'number', required: true, meaning: 'A number.' },
      { name: 'pieces[].epochs', type: 'whole number', required: false },
      { name: 'inner', type: 'mapping', required: false, default: { alpha: 2 } },
      { name: 'inner.alpha', type: 'number', required: false, default: 2 },
      { name: 'either', type: 'number or mapping', required: false },
      { name: 'either.low', type: 'number', required: true },
    ])
  })

  it('ends with a schema that contains itself', () => {
    interface Tree {
      readonly inner?: Tree | undefined
    }
    const tree: z.ZodType<Tree> = z.strictObject({ inner: z.lazy(() => tree.optional()) })
    const { options } = describeComponent(lossOf(z.strictObject({ tree: tree.optional() })))
    expect(options.map(({ name }) => name)).toEqual([
      'tree',
      'tree.inner',
      'tree.inner.inner',
      'tree.inner.inner.inner',
    ])
  })

  it('tells which choices make the traits others', () => {
    const form = z.enum(['kl', 'crossEntropy', 'refused']).default('kl')
    const { variants } = describeComponent(lossOf(z.strictObject({ form, odd: z.boolean().default(false) })))
    expect(variants).toEqual([
      { option: 'form', value: 'crossEntropy', traits: { ...traits, zeroAtMatch: false } },
    ])
  })

  it('finds options that are accepted: the required ones, and one of several that are', () => {
    const one = z
      .strictObject({ to: z.number(), steps: z.int().min(3).optional(), part: z.number().optional() })
      .refine(({ steps, part }) => (steps === undefined) !== (part === undefined))
    const { recipe } = describeComponent(lossOf(one as never, { softened: false }))
    expect(recipe).toBe('objective:\n  - { tried: { to: 1, steps: 3 } }')
  })

  it('leaves the recipe and the traits out where none are found', () => {
    const never = lossOf(
      z.strictObject({ call: z.custom<() => void>((value) => typeof value === 'function') }),
    )
    expect(describeComponent(never)).toEqual({
      kind: 'loss',
      name: 'tried',
      summary: 'For tests.',
      options: [{ name: 'call', type: 'any value', required: true }],
    })
  })

  it.each(
    (['loss', 'schedule', 'temperature', 'teacher', 'studentArchitecture', 'dataSource'] as const).flatMap(
      (kind) => toyRegistry.factories(kind).map((factory) => [kind, factory.name, factory] as const),
    ),
  )('gives a recipe with the %s %s that can be read', (_, __, factory) => {
    const { recipe = '' } = describeComponent(factory as never)
    const key = recipe.slice(0, recipe.indexOf(':'))
    const whole = [
      'name: whole',
      'data: points',
      'teacher: oracle',
      'student: tiny',
      'optimizer: sgd',
      'training: { epochs: 1, batchSize: 8 }',
      'objective: [softTargets]',
    ]
    const text = [...whole.filter((line) => !line.startsWith(`${key}:`)), recipe].join('\n')
    expect(recipe).toContain(factory.name)
    expect(parseRecipe(text, { file: 'whole.yaml', registry: toyRegistry }).name).toBe('whole')
  })
})

describe('traitsInWords', () => {
  const answers = (given: Partial<LossTraits>) => Object.fromEntries(traitsInWords({ ...traits, ...given }))

  it('tells what a loss is', () => {
    expect(answers({})).toEqual({
      compares: 'logits',
      temperature: 'divides logits; the value is multiplied by T²',
      gives: 'one value per example, or per token',
      classes: 'the same for teacher and student',
      'at a match': '0 where the student equals the teacher',
      batch: 'of any size, in any order',
      compiles: 'yes',
    })
    expect(
      answers({
        level: 'relations',
        softened: false,
        perExample: false,
        sameClasses: false,
        zeroAtMatch: false,
        permutationInvariant: false,
        smallestBatch: 2,
        trains: 'own',
        compiles: { reason: 'it sorts' },
      }),
    ).toEqual({
      compares: 'how the examples of a batch relate to each other',
      temperature: 'none: it is not softened',
      gives: 'one value for the whole batch',
      classes: 'may differ, as far as it is concerned',
      'at a match': 'not 0',
      batch: 'of at least 2 examples; the value depends on their order',
      trains: 'its own variables alone; not the student',
      compiles: 'no: it sorts',
    })
    expect(answers({ temperatureSquared: false })['temperature']).toMatch(/without T²/)
  })
})

describe('inlineYaml', () => {
  it('writes YAML on one line', () => {
    expect(inlineYaml({ a: [1, { b: 'c d' }], path: 'to/it.json', none: {} })).toBe(
      '{ a: [1, { b: "c d" }], path: to/it.json, none: {} }',
    )
  })
})
