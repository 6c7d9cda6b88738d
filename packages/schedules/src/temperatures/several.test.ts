import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { testTemperature } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { logits, resolved, valuesOf } from '../testing/resolved'
import { several } from './several'

beforeAll(() => setBackend('cpu'))

testTemperature(several, { describe, it, options: [{ temperatures: [2, 4], base: 0.5 }] })

it('gives each temperature times the base, with its own square', () => {
  const values = resolved(several({ temperatures: [2, 4], base: 0.5 }), [logits([[1, 2]]), logits([[1, 2]])])
  const flat = values.map(({ student, teacher, squared }) => [student, teacher, squared].flatMap(valuesOf))
  expect(flat).toEqual([
    [1, 1, 1],
    [2, 2, 4],
  ])
})

it.each([{ temperatures: [] }, { temperatures: [-1] }])('refuses %o', (options) => {
  expect(() => several.make(options)).toThrow(expect.objectContaining({ code: 'options/invalid' }))
})
