import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { crd } from './crd'

beforeAll(() => setBackend('cpu'))

testLoss(crd, {
  describe,
  it,
  options: [{ size: 4, negatives: 5, temperature: 0.5 }],
  taps: [{ student: [6], teacher: [8] }],
  withoutDifferences: 'Z of the first batch is a constant',
})
