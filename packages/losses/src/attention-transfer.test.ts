import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { attentionTransfer } from './attention-transfer'

beforeAll(() => setBackend('cpu'))

testLoss(attentionTransfer, {
  describe,
  it,
  options: [{}, { p: 4 }, { variant: 'paper' }],
  taps: [
    { student: [4, 4, 3], teacher: [4, 4, 3] },
    { student: [4, 4, 2], teacher: [2, 2, 5] },
  ],
})
