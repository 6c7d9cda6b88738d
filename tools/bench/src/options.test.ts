import { describe, expect, it } from 'vitest'
import { names } from '../lib/contestants.mjs'
import { readOptions } from '../lib/options.mjs'

describe('readOptions', () => {
  it('measures everything at batch 128 unless told otherwise', () => {
    expect(readOptions([])).toEqual({
      models: ['mlp', 'cnn', 'resnet8', 'depthwise', 'transformer'],
      modes: ['train', 'distill'],
      backends: names,
      batch: 128,
      steps: 10,
      rounds: 7,
      limit: 60,
      json: undefined,
    })
  })

  it('takes what is chosen, in the order of the table', () => {
    const options = readOptions([
      '--models=cnn,mlp',
      '--modes',
      'distill',
      '--backends=torch-1,cpu',
      '--steps=3',
    ])
    expect(options).toMatchObject({
      models: ['mlp', 'cnn'],
      modes: ['distill'],
      backends: ['cpu', 'torch-1'],
      steps: 3,
    })
  })

  it('is small on request, but for what is said', () => {
    expect(readOptions(['--small', '--rounds=4'])).toMatchObject({ batch: 8, steps: 1, rounds: 4, limit: 10 })
  })

  it('names what it does not know', () => {
    expect(() => readOptions(['--models=vgg'])).toThrow('--models: no vgg; there are mlp, cnn')
    expect(() => readOptions(['--steps=0'])).toThrow('--steps: 0 is not a whole number above 0')
    expect(() => readOptions(['--epochs=1'])).toThrow('--epochs')
  })
})
