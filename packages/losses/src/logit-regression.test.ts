import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { logitRegression } from './logit-regression'

beforeAll(() => setBackend('cpu'))

testLoss(logitRegression, { describe, it })
