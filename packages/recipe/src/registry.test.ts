import { definePlugin } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import { createRegistry } from './registry'
import { crossEntropy, softTargets } from './testing/toy-losses'
import { toys } from './testing/toy-plugin'

describe('createRegistry', () => {
  it('finds components by kind and name', () => {
    const registry = createRegistry([toys])
    expect(registry.find('loss', 'softTargets')).toBe(softTargets)
    expect(registry.find('loss', 'cosine')).toBeUndefined()
    expect(registry.find('loss', 'toString')).toBeUndefined()
    expect(registry.names('loss')).toEqual([
      'crossEntropy',
      'factorTransfer',
      'hints',
      'paraphraser',
      'softTargets',
    ])
    expect(createRegistry().factories('strategy')).toEqual([])
    expect(registry.names('augmentation')).toEqual(['shift', 'turn'])
  })

  it('is a value: another plugin makes another registry', () => {
    const empty = createRegistry()
    const full = empty.with(toys)
    expect(empty.names('loss')).toEqual([])
    expect(full.names('optimizer')).toEqual(['sgd'])
    expect(full.plugins).toEqual([toys])
  })

  it('refuses a name that is taken, and names both plugins', () => {
    const mine = definePlugin({ name: 'mine', losses: [crossEntropy] })
    expect(() => createRegistry([toys, mine])).toThrow(
      'expected one loss of the name "crossEntropy"; got one in the plugin "toys" and one in the plugin "mine"',
    )
  })

  it('takes the same plugin twice as once', () => {
    expect(createRegistry([toys]).with(toys).plugins).toEqual([toys])
  })
})
