import { describe, expect, it } from 'vitest'
import { describeBackend } from './describe-backend'

describe('describeBackend', () => {
  it('gives one line for the choice and one for each that was passed over', () => {
    const choice = {
      name: 'wasm',
      tensorflowName: 'wasm',
      threads: 1,
      passedOver: [
        { name: 'tensorflow-gpu', reason: '@tensorflow/tfjs-node-gpu is not installed' },
        { name: 'tensorflow', reason: 'is installed, but failed while loading: no addon' },
      ],
    } as const
    expect(describeBackend(choice).split('\n')).toEqual([
      'Computing on wasm, 1 thread.',
      '  tensorflow-gpu: @tensorflow/tfjs-node-gpu is not installed',
      '  tensorflow: is installed, but failed while loading: no addon',
    ])
  })

  it('leaves out what is not known', () => {
    expect(describeBackend({ name: 'tensorflow-gpu', tensorflowName: 'tensorflow', passedOver: [] })).toBe(
      'Computing on tensorflow-gpu.',
    )
  })
})
