import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { wsld } from './wsld'

beforeAll(() => setBackend('cpu'))

testLoss(wsld, { describe, it, withoutDifferences: 'the weight of an example is a constant' })
