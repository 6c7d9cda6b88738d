import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestName, nearestNames } from './nearest-names'

describe('nearestName', () => {
  it.each([
    ['cosin', 'cosine'],
    ['cosien', 'cosine'],
    ['soft_targets', 'softTargets'],
    ['SOFTTARGETS', 'softTargets'],
    ['crossEntorpy', 'crossEntropy'],
    ['linaer', 'linear'],
  ])('takes %s for %s', (wrong, right) => {
    expect(nearestName(wrong, ['linear', 'cosine', 'softTargets', 'crossEntropy'])).toBe(right)
  })

  it('says nothing where all are far', () => {
    expect(nearestName('adam', ['sgd', 'momentum'])).toBeUndefined()
    expect(nearestName('b', ['a'])).toBeUndefined()
    expect(nearestName('x', [])).toBeUndefined()
  })

  it('passes over a short name where every letter would change', () => {
    expect(nearestName('b', ['a', 'b-'])).toBe('b-')
    expect(nearestName('abcde', ['x', 'abxyz', 'abcxy'])).toBe('abcxy')
  })

  it('counts a swap of neighbours as one edit, so that mpl is near mlp', () => {
    expect(nearestName('mpl', ['mlp'])).toBe('mlp')
    expect(nearestName('mxx', ['mlp'])).toBeUndefined()
  })

  it('finds a name with one letter lost, wherever', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{4,12}$/), fc.nat(), (name, at) => {
        const index = at % name.length
        expect(nearestName(name.slice(0, index) + name.slice(index + 1), [name])).toBe(name)
      }),
    )
  })
})

describe('nearestNames', () => {
  it('lists three, the nearest first, equals in their order', () => {
    const known = ['conv1', 'logits', 'hidden1', 'hidden2', 'conv2']
    // 1, 2 and 4 edits: of conv2 only n and 2 stay.
    expect(nearestNames('hiden2', known)).toEqual(['hidden2', 'hidden1', 'conv2'])
    // 1, 1 and 5 edits.
    expect(nearestNames('Conv_', known)).toEqual(['conv1', 'conv2', 'logits'])
  })

  it('lists what there is, however far', () => {
    expect(nearestNames('x', ['norm'])).toEqual(['norm'])
    expect(nearestNames('x', [])).toEqual([])
  })
})
