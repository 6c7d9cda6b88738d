import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { pearsonFeature } from './pearson-feature'

beforeAll(() => setBackend('cpu'))

testLoss(pearsonFeature, { describe, it })
