import { expect, it } from 'vitest'
import { planKey } from './plan-key'

const info = (shape: number[], dtype: 'float32' | 'int32' = 'float32') => ({ dataId: {}, shape, dtype })

it('is the same for what is alike', () => {
  expect(planKey('Add', { a: info([2, 3]), b: info([3]) }, {})).toBe(
    planKey('Add', { a: info([2, 3]), b: info([3]) }, {}),
  )
})

it.each([
  ['another kernel', planKey('Sub', { a: info([2, 3]) }, {})],
  ['another shape', planKey('Add', { a: info([23]) }, {})],
  ['another type', planKey('Add', { a: info([2, 3], 'int32') }, {})],
  ['another name', planKey('Add', { b: info([2, 3]) }, {})],
  ['another input', planKey('Add', { a: info([2, 3]), b: info([2, 3]) }, {})],
  ['an attribute', planKey('Add', { a: info([2, 3]) }, { alpha: 1 })],
])('is another for %s', (_, key) => {
  expect(key).not.toBe(planKey('Add', { a: info([2, 3]) }, {}))
})

it('tells attributes apart by name, and lists by where they begin and end', () => {
  const key = (attrs: Parameters<typeof planKey>[2]) => planKey('Pad', { x: info([2]) }, attrs)
  expect(key({ a: 1 })).not.toBe(key({ b: 1 }))
  expect(key({ pad: [[1, 2], [3]] })).not.toBe(key({ pad: [[1], [2, 3]] }))
  expect(key({ pad: [1, 23] })).not.toBe(key({ pad: [12, 3] }))
  expect(key({ pad: 'same' })).not.toBe(key({ pad: 'valid' }))
})

it('takes absent inputs for absent', () => {
  expect(planKey('Add', { a: info([2]), b: undefined }, {})).toBe(planKey('Add', { a: info([2]) }, {}))
})
