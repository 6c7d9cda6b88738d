import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { affinity } from './affinity'

beforeAll(() => setBackend('cpu'))

testLoss(affinity, { describe, it })
