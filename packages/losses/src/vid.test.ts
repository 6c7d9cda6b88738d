import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { vid } from './vid'

beforeAll(() => setBackend('cpu'))

testLoss(vid, { describe, it, taps: [{ student: [4, 4, 3], teacher: [2, 2, 5] }] })
