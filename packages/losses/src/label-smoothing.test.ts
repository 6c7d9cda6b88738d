import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { labelSmoothing } from './label-smoothing'

beforeAll(() => setBackend('cpu'))

testLoss(labelSmoothing, { describe, it, options: [{}, { epsilon: 0.3 }] })
