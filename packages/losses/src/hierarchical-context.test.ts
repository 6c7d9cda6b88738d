import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { hierarchicalContext } from './hierarchical-context'

beforeAll(() => setBackend('cpu'))

testLoss(hierarchicalContext, { describe, it, options: [{}, { levels: [2, 1] }] })
