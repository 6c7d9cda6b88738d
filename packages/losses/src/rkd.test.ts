import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { rkd } from './rkd'

beforeAll(() => setBackend('cpu'))

testLoss(rkd, {
  describe,
  it,
  options: [{}, { distanceWeight: 1, angleWeight: 2, squared: true }],
  taps: [{ student: [6], teacher: [6] }],
})
