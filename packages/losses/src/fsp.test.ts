import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { fsp } from './fsp'

beforeAll(() => setBackend('cpu'))

testLoss(fsp, {
  describe,
  it,
  options: [{}, { variant: 'max-pool' }],
  taps: [
    { student: [4, 4, 3], teacher: [4, 4, 3] },
    { student: [2, 2, 2], teacher: [2, 2, 2] },
  ],
})
