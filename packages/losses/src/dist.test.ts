import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { dist } from './dist'

beforeAll(() => setBackend('cpu'))

testLoss(dist, { describe, it, options: [{}, { beta: 2, gamma: 0.5 }] })
