import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { channelWiseDivergence } from './channel-wise-divergence'

beforeAll(() => setBackend('cpu'))

testLoss(channelWiseDivergence, { describe, it, options: [{}, { tau: 4 }] })
