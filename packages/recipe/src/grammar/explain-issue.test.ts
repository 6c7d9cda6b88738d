import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { explainIssue } from './explain-issue'

const messageOf = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error!.issues[0]!.message

describe('explainIssue', () => {
  it.each([
    [z.number(), 'x', 'a number'],
    [z.int(), 1.5, 'a whole number'],
    [z.number().positive(), -1, 'a number >0'],
    [z.array(z.number()).min(2), [1], 'a list with >=2 items'],
    [z.enum(['kl', 'js']), 'x', 'one of "kl", "js"'],
    [z.union([z.string(), z.boolean()]), 1, undefined],
    [z.boolean(), 1, 'true or false'],
    [z.custom(() => false, 'expected a curve; got 3'), 3, 'a curve'],
    [z.custom(() => false, 'from has to be above to'), 3, undefined],
  ])('puts a message of zod into words (%#)', (schema, value, words) => {
    expect(explainIssue(messageOf(schema, value))).toBe(words)
  })
})
