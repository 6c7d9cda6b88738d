import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { testTemperature } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { logits, resolved, valuesOf } from '../testing/resolved'
import { confidenceWeighted } from './confidence-weighted'

beforeAll(() => setBackend('cpu'))

testTemperature(confidenceWeighted, { describe, it, options: [{}, { base: 2, unsure: 1, sure: 0.25 }] })

it('goes from unsure to sure with the teacher', () => {
  // Probabilities ½ ½; 1 0; ¾ ¼, of which c = (0.75 − 0.5) / 0.5 = ½.
  const teacher = logits([
    [5, 5],
    [1e4, 0],
    [Math.log(3), 0],
  ])
  const [value] = resolved(confidenceWeighted({ base: 2, unsure: 0.5, sure: 2.5 }), [teacher, teacher])
  const ours = valuesOf(value!.student)
  for (const [index, expected] of [1, 5, 3].entries()) expect(ours[index]).toBeCloseTo(expected, 5)
  expect(valuesOf(value!.squared)[1]).toBeCloseTo(25, 4)
})
