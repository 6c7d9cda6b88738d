import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { overhaul } from './overhaul'

beforeAll(() => setBackend('cpu'))

testLoss(overhaul, { describe, it, taps: [{ student: [4, 4, 3], teacher: [4, 4, 2] }] })
