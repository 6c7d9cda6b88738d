import { expect, it } from 'vitest'
import { lowerings } from '.'
import { kernelCases } from './testing'

it('has cases for every kernel of the table', () => {
  expect(Object.keys(kernelCases).toSorted()).toEqual(Object.keys(lowerings).toSorted())
})
