import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { correlationCongruence } from './correlation-congruence'

beforeAll(() => setBackend('cpu'))

testLoss(correlationCongruence, {
  describe,
  it,
  options: [{}, { variant: 'repdistiller' }],
  taps: [{ student: [3], teacher: [3] }],
})
