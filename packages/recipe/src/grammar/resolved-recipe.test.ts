import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { toyRegistry } from '../testing/toy-plugin'
import { distilled, staged } from '../testing/toy-recipes'
import { parseRecipe } from './parse-recipe'
import { resolvedRecipe } from './resolved-recipe'

const parse = (text: string, ...overrides: string[]) =>
  parseRecipe(text, { file: 'recipe.yaml', registry: toyRegistry, overrides })

describe('resolvedRecipe', () => {
  it('leaves nothing open: overrides and defaults are in it', () => {
    expect(resolvedRecipe(parse(distilled, 'training.seed=4', 'backend=cpu'))).toEqual({
      name: 'distilled',
      backend: 'cpu',
      data: { points: { train: 24, validation: 8, test: 16, labelled: true } },
      teacher: { oracle: { sharpness: 4 } },
      student: { tiny: { hidden: [3] } },
      objective: [
        { loss: 'crossEntropy', weight: 0.1 },
        {
          loss: { softTargets: { form: 'crossEntropy' } },
          weight: 0.9,
          temperature: { cosine: { from: 4, to: 2 } },
        },
      ],
      optimizer: { sgd: { learningRate: 0.2 } },
      training: { epochs: 2, batchSize: 8, seed: 4, shuffle: true, compile: 'auto' },
    })
  })

  it('completes each stage', () => {
    const { stages } = resolvedRecipe(parse(staged)) as { stages: readonly Record<string, unknown>[] }
    expect(stages.map(({ name }) => name)).toEqual(['big', 'alone', 'small'])
    expect(stages[2]).toMatchObject({
      teacher: { stage: 'big' },
      objective: [{}, { loss: 'hints', taps: [['hidden', 'hidden']], weight: 0 }],
      training: { epochs: 2, batchSize: 8, seed: 3, shuffle: true, compile: 'auto' },
    })
  })

  it.each([
    ['one stage', distilled],
    ['several stages', staged],
    ['one stage of a name', staged.replace(/ {2}- \{ name: alone[^]*/, '')],
  ])('gives the same recipe when it is read again: %s', (_, text) => {
    const resolved = resolvedRecipe(parse(text))
    expect(resolvedRecipe(parse(stringify(resolved)))).toEqual(resolved)
  })
})
