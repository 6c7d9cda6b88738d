import { describe, expect, it } from 'vitest'
import { messagesAfter, parse, type Mistake } from '../testing/mistakes'
import { furnished, staged } from '../testing/toy-recipes'

const start = { step: 0, steps: 4, epoch: 0, epochs: 1, fraction: 0 }

describe('training', () => {
  it('takes the rules of the trainer as they are', () => {
    const { training } = parse(furnished).stages[0]!
    expect(training).toMatchObject({
      accumulate: 2,
      clip: { norm: 1, value: 0.5 },
      freeze: ['hidden/*'],
      groups: [
        { variables: ['connectors'], learningRate: 10 },
        { variables: ['biases', 'norms'], weightDecay: 0 },
      ],
      diagnostics: { everySteps: 50 },
      checkpoint: { everySteps: 500, everyEpochs: 1, keep: 3 },
    })
  })

  it('makes the schedule of a running mean, and takes a number for one', () => {
    const decayOf = (text: string) => parse(text).stages[0]!.training.ema?.decay
    const decay = decayOf(furnished)
    expect(typeof decay === 'function' && decay(start)).toBe(0.9)
    expect(decayOf(furnished.replace('{ cosine: { from: 0.9 } }', '0.999'))).toBe(0.999)
  })

  it('is merged key by key, each key as a whole; null takes one away', () => {
    const text = staged
      .replace('seed: 3', 'seed: 3, clip: { norm: 1 }, accumulate: 2')
      .replace('epochs: 3', 'epochs: 3, clip: { value: 2 }')
      .replace('name: alone', 'name: alone, training: { accumulate: null, seed: null }')
    expect(parse(text).stages.map(({ training }) => training.seed)).toEqual([3, 0, 3])
    expect(parse(text).stages.map(({ training }) => [training.clip, training.accumulate])).toEqual([
      [{ value: 2 }, 2],
      [{ norm: 1 }, undefined],
      [{ norm: 1 }, 2],
    ])
  })
})

describe('mistakes in training', () => {
  it.each<Mistake>([
    ['number of epochs', 'epochs: 2', 'epochs: 0', '9:21 training.epochs: expected a number >0; got 0.'],
    [
      'batch size as a fraction',
      'batchSize: 8',
      'batchSize: 1.5',
      '9:35 training.batchSize: expected a whole number; got 1.5.',
    ],
    [
      'missing epochs',
      'epochs: 2, ',
      '',
      '9:11 training.epochs: expected a number; got nothing. Add "epochs: …".',
    ],
    [
      'unknown key of training',
      'epochs: 2',
      'epochs: 2, batch: 3',
      '9:24 training.batch: expected one of the options epochs, batchSize, seed, shuffle, steps, compile, accumulate, clip, ema, freeze, groups, diagnostics, checkpoint; got "batch".',
    ],
    [
      'another word for whether to compile',
      'epochs: 2',
      'epochs: 2, compile: allways',
      '9:33 training.compile: expected one of "auto", "always", "never"; got "allways". Did you mean "always"?',
    ],
    [
      'clipping by nothing',
      'epochs: 2',
      'clip: {}, epochs: 2',
      '9:19 training.clip: expected norm, value, or both; got {}.',
    ],
    [
      'clipping to nothing',
      'epochs: 2',
      'clip: { norm: 0 }, epochs: 2',
      '9:27 training.clip.norm: expected a number >0; got 0.',
    ],
    [
      'running mean that keeps more than all',
      'epochs: 2',
      'ema: { decay: 1.5 }, epochs: 2',
      '9:27 training.ema.decay: expected a number from 0 to 1, or a schedule; got 1.5.',
    ],
    [
      'unknown schedule of a running mean',
      'epochs: 2',
      'ema: { decay: cosin }, epochs: 2',
      '9:27 training.ema.decay: expected a schedule: cosine, scaled; got "cosin". Did you mean "cosine"?',
    ],
    [
      'group of no variables',
      'epochs: 2',
      'groups: [{ learningRate: 2 }], epochs: 2',
      '9:22 training.groups[0].variables: expected a list; got nothing. Add "variables: …".',
    ],
    [
      'unknown key of a group',
      'epochs: 2',
      'groups: [{ variables: [biases], learnigRate: 2 }], epochs: 2',
      '9:45 training.groups[0].learnigRate: expected one of the options variables, learningRate, weightDecay; got "learnigRate". Did you mean "learningRate"?',
    ],
    [
      'frozen name outside of a list',
      'epochs: 2',
      'freeze: stem, epochs: 2',
      '9:21 training.freeze: expected a list; got "stem".',
    ],
    [
      'checkpoint as a number',
      'epochs: 2',
      'checkpoint: 500, epochs: 2',
      '9:25 training.checkpoint: expected a mapping; got 500.',
    ],
    [
      'training that is no mapping',
      '{ epochs: 2, batchSize: 8 }',
      'long',
      '9:11 training: expected a mapping with epochs and batchSize; got "long".',
    ],
  ])('%s', (_, from, to, message) => {
    expect(messagesAfter(from, to)).toEqual([`recipe.yaml:${message}`])
  })
})
