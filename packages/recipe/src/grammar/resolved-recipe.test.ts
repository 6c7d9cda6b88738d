import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { toyRegistry } from '../testing/toy-plugin'
import { continued, distilled, furnished, mutual, staged, transferred } from '../testing/toy-recipes'
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

  it('writes back what may be left out', () => {
    expect(resolvedRecipe(parse(furnished))).toMatchObject({
      augment: { of: [{ shift: { by: 1 } }, { shift: { by: 0.5 } }], views: 2, teacher: 'clean' },
      strategies: ['opposite'],
      callbacks: [{ enough: { epochs: 2 } }],
      training: { accumulate: 2, ema: { decay: { cosine: { from: 0.9, to: 0 } } }, compile: 'auto' },
    })
    const { augment } = resolvedRecipe(parse(furnished.replace(', views: 2, teacher: clean', '')))
    expect(augment).toEqual([{ shift: { by: 1 } }, { shift: { by: 0.5 } }])
  })

  it('writes the stage that a student goes on from, and learners', () => {
    const { stages } = resolvedRecipe(parse(continued)) as { stages: readonly Record<string, unknown>[] }
    expect(stages[2]).toMatchObject({ student: { stage: 'early' }, teacher: { stage: 'big' } })
    expect((resolvedRecipe(parse(transferred)) as { stages: readonly unknown[] }).stages[2]).toMatchObject({
      objective: [{ loss: 'crossEntropy' }, { start: { stage: 'ready' } }],
    })
    const together = resolvedRecipe(parse(mutual))
    expect(together.learners).toMatchObject([
      { name: 'one', student: { tiny: { hidden: [3] } }, teacher: { peer: 'other' } },
      { name: 'other', student: { tiny: { hidden: [5] } }, teacher: { peer: 'one' } },
      {
        name: 'third',
        objective: [{ loss: 'crossEntropy' }, { teacher: { peer: 'one' } }, { teacher: { peer: 'other' } }],
      },
    ])
    expect(together).not.toHaveProperty('student')
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
    ['a student that goes on', continued],
    ['every part', furnished],
    ['augmentations and no more', furnished.replace(', views: 2, teacher: clean', '')],
    ['several learners', mutual],
    ['one stage of a name', staged.replace(/ {2}- \{ name: alone[^]*/, '')],
  ])('gives the same recipe when it is read again: %s', (_, text) => {
    const resolved = resolvedRecipe(parse(text))
    expect(resolvedRecipe(parse(stringify(resolved)))).toEqual(resolved)
  })
})
