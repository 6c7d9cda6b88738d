import { describe, expect, it } from 'vitest'
import { messagesAfter, parse, type Mistake } from '../testing/mistakes'
import { furnished, staged } from '../testing/toy-recipes'

describe('callbacks and strategies', () => {
  it('are lists of components', () => {
    const { callbacks, strategies } = parse(furnished).stages[0]!
    expect(callbacks).toMatchObject([{ name: 'enough', options: { epochs: 2 } }])
    expect(callbacks![0]!.component.kind).toBe('callback')
    expect(strategies).toMatchObject([{ name: 'opposite', options: {} }])
    expect(strategies![0]!.component.kind).toBe('strategy')
  })

  it('are overridden as a whole by a stage, and by null; each stage has its own', () => {
    const text = staged
      .replace('data:', 'callbacks: [enough]\nstrategies: [opposite]\ndata:')
      .replace('{ name: alone }', '{ name: alone, callbacks: null, strategies: null }')
    const { stages } = parse(text)
    expect(stages.map(({ callbacks, strategies }) => [callbacks?.length, strategies?.length])).toEqual([
      [1, 1],
      [undefined, undefined],
      [1, 1],
    ])
    expect(stages[0]!.callbacks![0]!.component).not.toBe(stages[2]!.callbacks![0]!.component)
  })

  it.each<Mistake>([
    [
      'unknown callback',
      'teacher: oracle',
      'callbacks: [enugh]\nteacher: oracle',
      '3:13 callbacks[0]: expected a callback: enough; got "enugh". Did you mean "enough"?',
    ],
    [
      'option of a callback',
      'teacher: oracle',
      'callbacks: [{ enough: { epochs: 0 } }]\nteacher: oracle',
      '3:33 callbacks[0].enough.epochs: expected a number >0; got 0.',
    ],
    [
      'callback outside of a list',
      'teacher: oracle',
      'callbacks: enough\nteacher: oracle',
      '3:12 callbacks: expected a list of callbacks; got "enough".',
    ],
    [
      'component of another kind',
      'teacher: oracle',
      'strategies: [enough]\nteacher: oracle',
      '3:14 strategies[0]: expected a strategy: opposite; got "enough".',
    ],
  ])('%s', (_, from, to, message) => {
    expect(messagesAfter(from, to)).toEqual([`recipe.yaml:${message}`])
  })
})
