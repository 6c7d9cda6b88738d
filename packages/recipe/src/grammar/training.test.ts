import { describe, expect, it } from 'vitest'
import { messagesAfter, type Mistake } from '../testing/mistakes'

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
      '9:24 training.batch: expected one of the options epochs, batchSize, seed, shuffle, steps, compile; got "batch".',
    ],
    [
      'another word for whether to compile',
      'epochs: 2',
      'epochs: 2, compile: allways',
      '9:33 training.compile: expected one of "auto", "always", "never"; got "allways". Did you mean "always"?',
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
