import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseRecipe } from '../grammar/parse-recipe'
import { toyRegistry } from '../testing/toy-plugin'
import { continued, distilled, furnished, mutual, staged, transferred } from '../testing/toy-recipes'
import { checkRecipe, type RecipeCheck, type StageCheck } from './check-recipe'
import { renderCheck } from './render-check'

const storage = memoryStorage()
const check = (text: string, ...overrides: string[]) =>
  checkRecipe(parseRecipe(text, { file: 'r', registry: toyRegistry, overrides }), { storage })

let checked: RecipeCheck

beforeAll(async () => {
  await setBackend('cpu')
  checked = await check(distilled)
})

describe('checkRecipe', () => {
  it('tells what the own variables of a loss start from', async () => {
    const { stages } = await check(transferred)
    expect(stages.flatMap(({ terms }) => terms.map(({ name, start }) => [name, start]))).toEqual([
      ['crossEntropy', undefined],
      ['paraphraser', undefined],
      ['crossEntropy', undefined],
      ['factorTransfer', 'ready'],
    ])
    expect(renderCheck({ name: 'x', stages })).toContain(
      'factorTransfer: needs features (tiny and stage big); starts from that of ready',
    )
  })

  it('tells what the recipe comes to, and leaves nothing behind', async () => {
    const before = memory().numTensors
    expect(await check(distilled)).toEqual({
      name: 'distilled',
      stages: [
        {
          name: 'distilled',
          data: {
            name: 'points',
            inputShape: [2],
            classes: 2,
            splits: { train: 24, validation: 8, test: 16 },
          },
          student: { name: 'tiny', parameters: 12, bytes: 48 },
          teacher: { name: 'oracle', gives: ['logits', 'features'], parameters: 2 },
          terms: [
            {
              name: 'crossEntropy',
              loss: 'crossEntropy',
              uses: [],
              needs: [
                { signal: 'studentLogits', from: 'tiny' },
                { signal: 'labels', from: 'points' },
              ],
            },
            {
              name: 'softTargets',
              loss: 'softTargets',
              uses: [],
              needs: [
                { signal: 'studentLogits', from: 'tiny' },
                { signal: 'teacherLogits', from: 'oracle' },
              ],
            },
          ],
          optimizer: 'sgd',
          epochs: 2,
          batchSize: 8,
          stepsPerEpoch: 3,
        },
      ],
    })
    expect(memory().numTensors).toBe(before)
    expect(await storage.list('')).toEqual([])
  })

  it('tells what a loss only takes where it is there', () => {
    const signal = { signal: 'mask', from: 'points' } as const
    const term = {
      name: 'a',
      loss: 'a',
      needs: [{ signal: 'labels', from: 'points' }],
      uses: [signal],
    } as const
    const stage = { ...(checked.stages[0] as StageCheck), terms: [term] }
    expect(renderCheck({ name: 'x', stages: [stage] })).toContain(
      '  loss      a: needs labels (points); takes mask (points) where there are any\n',
    )
  })

  it('can be read', async () => {
    expect(renderCheck(await check(staged)).split('\n\n')[3]).toBe(
      [
        'small',
        '  data      points: train 24, validation 8, test 16; inputs [2], 2 classes',
        '  student   tiny: 8 parameters',
        '  teacher   the student of big: gives logits, features; 24 parameters',
        '  loss      softTargets: needs studentLogits (tiny), teacherLogits (stage big)',
        '  loss      hints: needs features (tiny and stage big)',
        '  optimizer sgd',
        '  training  2 epochs of 3 steps, 8 examples a step',
      ].join('\n'),
    )
  })

  it('tells what else a stage has', async () => {
    const parts = await check(furnished.replace(/ +freeze.*\n/, ''))
    expect(renderCheck(parts)).toContain(
      [
        '  augment   shift, shift; 2 further views; the teacher sees nothing of it',
        '  student   tiny: 12 parameters',
      ].join('\n'),
    )
    expect(renderCheck(parts)).toContain(
      [
        '  strategy  opposite',
        '  optimizer sgd',
        '  callback  enough',
        '  training  3 epochs of 2 steps, 2 × 8 examples a step',
        '            clip: { norm: 1, value: 0.5 }',
        '            ema: { decay: { cosine: { from: 0.9, to: 0 } } }',
        '            groups: [ { variables: [ connectors ], learningRate: 10 }, { variables: [ biases, norms ], weightDecay: 0 } ]',
      ].join('\n'),
    )
    expect(parts.stages[0]).toMatchObject({
      augment: { of: ['shift', 'shift'], views: 2, teacher: 'clean' },
      strategies: ['opposite'],
      callbacks: ['enough'],
      rules: { accumulate: 2, checkpoint: { keep: 3 } },
    })
  })

  it('tells where a student goes on', async () => {
    expect(renderCheck(await check(continued))).toContain(
      '  student   tiny: 16 parameters; goes on from early\n',
    )
  })

  it('tells learners apart', async () => {
    const parts = await check(mutual)
    expect(renderCheck(parts)).toContain(
      [
        '  learner   one',
        '  student   tiny: 12 parameters',
        '  teacher   the learner other',
        '  loss      crossEntropy: needs studentLogits (tiny), labels (points)',
        '  loss      softTargets: needs studentLogits (tiny), teacherLogits (learner other)',
        '  learner   other',
        '  student   tiny: 20 parameters',
        '  teacher   the learner one',
        '  loss      crossEntropy: needs studentLogits (tiny), labels (points)',
        '  loss      softTargets: needs studentLogits (tiny), teacherLogits (learner one)',
        '  learner   third',
        '  student   tiny: 12 parameters',
        '  teacher   none',
        '  loss      crossEntropy: needs studentLogits (tiny), labels (points)',
        '  loss      first: needs studentLogits (tiny), teacherLogits (learner one)',
        '  loss      second: needs studentLogits (tiny), teacherLogits (learner other)',
      ].join('\n'),
    )
    expect(parts.stages[0]!.learners).toMatchObject([
      { name: 'one', peer: 'other', student: { parameters: 12 } },
      { name: 'other', peer: 'one', student: { parameters: 20 } },
      { name: 'third', student: { parameters: 12 } },
    ])
  })
})
