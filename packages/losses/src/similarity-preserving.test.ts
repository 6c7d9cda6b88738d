import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { similarityPreserving } from './similarity-preserving'

beforeAll(() => setBackend('cpu'))

testLoss(similarityPreserving, { describe, it, options: [{}, { variant: 'torchdistill' }] })
