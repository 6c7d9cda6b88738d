import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { nst } from './nst'

beforeAll(() => setBackend('cpu'))

testLoss(nst, {
  describe,
  it,
  taps: [
    { student: [4, 4, 3], teacher: [4, 4, 3] },
    { student: [4, 4, 2], teacher: [2, 2, 5] },
  ],
})
