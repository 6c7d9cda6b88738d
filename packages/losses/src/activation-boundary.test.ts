import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { activationBoundary } from './activation-boundary'

beforeAll(() => setBackend('cpu'))

testLoss(activationBoundary, {
  describe,
  it,
  options: [{}, { variant: 'mmrazor' }, { variant: 'zoo', margin: 2 }],
})
