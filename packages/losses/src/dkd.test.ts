import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { dkd } from './dkd'

beforeAll(() => setBackend('cpu'))

testLoss(dkd, { describe, it, options: [{}, { alpha: 0.5, beta: 2, temperatureSquared: false }] })
