import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import { completeOptions, type BackendOptions } from './backend-options'

describe('completeOptions', () => {
  it('has a default for each', () => {
    expect(completeOptions({})).toEqual({
      threads: availableParallelism(),
      executionProvider: 'cpu',
      sessions: 512,
      variants: 8,
      bufferBytes: 2 ** 30,
      sessionOptions: {},
    })
  })

  it('takes what is given, and the default where that is undefined', () => {
    const given = { threads: 3, variants: undefined, bufferBytes: 0 } as unknown as Partial<BackendOptions>
    expect(completeOptions(given)).toMatchObject({ threads: 3, variants: 8, bufferBytes: 0 })
  })

  it.each<[keyof BackendOptions, unknown, string]>([
    ['threads', 0, 'a whole number from 1 as threads'],
    ['threads', 1.5, 'a whole number from 1 as threads'],
    ['threads', '2', 'a whole number from 1 as threads'],
    ['sessions', -1, 'a whole number from 1 as sessions'],
    ['variants', Number.NaN, 'a whole number from 1 as variants'],
    ['bufferBytes', Number.NaN, 'a number from 0 as bufferBytes'],
    ['bufferBytes', -1, 'a number from 0 as bufferBytes'],
    ['executionProvider', 'gpu', 'one of cpu, cuda, webgpu, coreml, dml as executionProvider'],
  ])('refuses %s: %s', (name, value, expected) => {
    expect(() => completeOptions({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'backend-onnxruntime/options', expected, received: String(value) }),
    )
  })
})
