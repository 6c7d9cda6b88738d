import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearest } from './nearest'

describe('nearest', () => {
  it.each([
    ['cosin', 'cosine'],
    ['cosien', 'cosine'],
    ['soft_targets', 'softTargets'],
    ['SOFTTARGETS', 'softTargets'],
    ['crossEntorpy', 'crossEntropy'],
    ['linaer', 'linear'],
  ])('takes %s for %s', (wrong, right) => {
    expect(nearest(wrong, ['linear', 'cosine', 'softTargets', 'crossEntropy'])).toBe(right)
  })

  it('says nothing where all are far', () => {
    expect(nearest('adam', ['sgd', 'momentum'])).toBeUndefined()
    expect(nearest('b', ['a'])).toBeUndefined()
    expect(nearest('x', [])).toBeUndefined()
  })

  it('counts a swap of neighbours as one edit, so that mpl is near mlp', () => {
    expect(nearest('mpl', ['mlp'])).toBe('mlp')
    expect(nearest('mxx', ['mlp'])).toBeUndefined()
  })

  it('finds a name with one letter lost, wherever', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{4,12}$/), fc.nat(), (name, at) => {
        const index = at % name.length
        expect(nearest(name.slice(0, index) + name.slice(index + 1), [name])).toBe(name)
      }),
    )
  })
})
