import { expect } from 'vitest'
import { parseRecipe } from '../grammar/parse-recipe'
import { errorOf } from './caught'
import { toyRegistry } from './toy-plugin'
import { distilled } from './toy-recipes'

export const parse = (text: string) => parseRecipe(text, { file: 'recipe.yaml', registry: toyRegistry })

/** What is wrong with a recipe, line by line. */
export const messages = (text: string) => errorOf(() => parse(text)).message.split('\n')

/** One thing changed in the recipe `distilled`, and the one line that tells it. */
export type Mistake = readonly [what: string, from: string, to: string, message: string]

/** What is wrong with the recipe `distilled` once this is changed. */
export function messagesAfter(from: string, to: string) {
  expect(distilled).toContain(from)
  return messages(distilled.replace(from, to))
}
