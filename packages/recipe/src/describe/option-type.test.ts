import { componentKeyword } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { JsonSchema } from '../grammar/json-schema'
import { optionType } from './option-type'

const typeOf = (schema: z.ZodType) => {
  const json = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as JsonSchema
  return optionType(json, json)
}

describe('optionType', () => {
  it.each([
    [z.number(), 'number'],
    [z.number().positive(), 'number > 0'],
    [z.number().min(0).lt(1), 'number in [0, 1)'],
    [z.number().max(3), 'number ≤ 3'],
    [z.int(), 'whole number'],
    [z.int().min(1), 'whole number ≥ 1'],
    [z.enum(['a', 'b', 'c']), 'a, b or c'],
    [z.boolean(), 'true or false'],
    [z.array(z.int().positive()), 'list of whole numbers > 0'],
    [z.array(z.union([z.string(), z.int()])), 'list of texts or whole numbers'],
    [z.array(z.array(z.number())), 'list of lists of numbers'],
    [z.tuple([z.number(), z.string()]), '[number, text]'],
    [z.array(z.tuple([z.number(), z.number()])), 'list of [number, number]'],
    [z.union([z.literal(1), z.literal(2)]), '1 or 2'],
    [z.union([z.number(), z.number()]), 'number'],
    [z.strictObject({ a: z.number() }), 'mapping'],
    [z.custom<() => void>(), 'any value'],
    [z.array(z.custom<() => void>()), 'list'],
    [z.custom<number>().meta({ [componentKeyword]: 'schedule' }), 'number or schedule'],
    [z.custom<number>().meta({ [componentKeyword]: 'optimizer' }), 'optimizer'],
    [z.nullable(z.string()), 'text or null'],
  ])('says what %# takes', (schema, words) => {
    expect(typeOf(schema)).toBe(words)
  })

  it('follows references', () => {
    const root: JsonSchema = { $ref: '#/$defs/one', $defs: { one: { type: 'string' } } }
    expect(optionType(root, root)).toBe('text')
  })
})
