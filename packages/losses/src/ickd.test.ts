import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { ickd } from './ickd'

beforeAll(() => setBackend('cpu'))

testLoss(ickd, { describe, it, options: [{}, { variant: 'paper' }] })
