import { testSchedule } from '@potstill/testkit'
import { describe, expect, it } from 'vitest'
import { chain } from './chain'
import { linear } from './linear'
import { at, emptyRun } from './testing/progress'

testSchedule(chain, {
  describe,
  it,
  options: [
    { pieces: [{ curve: linear({ from: 0, to: 4 }), epochs: 2 }, { curve: 7, steps: 300 }, { curve: 1 }] },
    { pieces: [{ curve: 3, fraction: 1 }, { curve: linear({ from: 8, to: 0 }) }] },
  ],
})

describe('chain', () => {
  it.each([{ epochs: 5 }, { steps: 500 }, { fraction: 0.5 }])(
    'gives each curve its own run: %o',
    (length) => {
      const curve = chain({
        pieces: [
          { curve: linear({ from: 0, to: 4 }), ...length },
          { curve: 7, fraction: 0.25 },
          { curve: linear({ from: 8, to: 0 }) },
        ],
      })
      expect([0, 0.25, 0.5, 0.625, 0.75, 0.875, 1, 2].map((place) => curve(at(place)))).toEqual([
        0, 2, 7, 7, 8, 4, 0, 0,
      ])
    },
  )

  it('stays at its first curve in a run without steps', () => {
    expect(chain({ pieces: [{ curve: 3, epochs: 1 }, { curve: 2 }] })(emptyRun)).toBe(3)
  })

  it.each([
    { pieces: [] },
    { pieces: [{ curve: 1 }, { curve: 2 }] },
    { pieces: [{ curve: 1, epochs: 1, steps: 2 }] },
  ])('refuses %o', (options) => {
    expect(() => chain.make(options)).toThrow(
      expect.objectContaining({ code: 'options/invalid', component: 'chain' }),
    )
  })
})
