import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { testTemperature } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { logits, resolved, valuesOf } from '../testing/resolved'
import { separate } from './separate'

beforeAll(() => setBackend('cpu'))

testTemperature(separate, { describe, it, options: [{ student: 2, teacher: 4 }] })
const both = [logits([[1, 2]]), logits([[1, 2]])] as const
const flat = (options: Parameters<typeof separate>[0]) =>
  resolved(separate(options), both).map(({ student, teacher, squared }) =>
    [student, teacher, squared].flatMap(valuesOf),
  )

it('multiplies the base by each factor', () => {
  expect(flat({ student: 2, teacher: 4 })).toEqual([[2, 4, 8]])
  expect(flat({ student: 2, teacher: 4, squared: 1, base: 3 })).toEqual([[6, 12, 9]])
})

it.each([{ student: 0, teacher: 1 }, { student: 1 }])('refuses %o', (options) => {
  expect(() => separate.make(options)).toThrow(expect.objectContaining({ code: 'options/invalid' }))
})
