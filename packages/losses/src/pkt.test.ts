import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { pkt } from './pkt'

beforeAll(() => setBackend('cpu'))

testLoss(pkt, { describe, it })
