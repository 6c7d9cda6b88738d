import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { grads, setBackend, sum, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { mutual, mutualLoss } from './mutual'
import { kl, testDivergence } from './testing/divergence'
import { farthest, softmax } from './testing/float64'

beforeAll(() => setBackend('cpu'))

describe('mutualLoss, by default', () => {
  testDivergence('mutual', (z, v, options) => mutualLoss(z, v, options), kl)
})

describe('mutualLoss, variant: paddleslim', () => {
  testDivergence(
    'mutual',
    (z, v, options) => mutualLoss(z, v, { ...options, variant: 'paddleslim' }),
    (p, q) => (kl(p, q) + kl(q, p)) / 2,
  )
})

describe('mutualLoss, of several peers', () => {
  const own = tensor2d([[1, 2, 3], [0, -1, 1]]) // prettier-ignore
  const peers = [
    tensor2d([[3, -1, 0], [0, 0, 0]]), // prettier-ignore
    tensor2d([[0, 2, 2], [1, -2, 0]]), // prettier-ignore
    tensor2d([[1, 1, 4], [5, 0, 1]]), // prettier-ignore
  ]

  it('is the mean over the peers', () => {
    const rows = (logits: Tensor) => (logits.arraySync() as number[][]).map((row) => softmax(row, 2))
    const expected = rows(own).map((q, example) => {
      const each = peers.map((peer) => 4 * kl(rows(peer)[example]!, q))
      return (each[0]! + each[1]! + each[2]!) / 3
    })
    const got = mutualLoss(own, peers, { temperature: 2 })
    expect(farthest([...got.dataSync()], expected)).toBeLessThan(1e-5)
  })

  it('gives none of them a gradient', () => {
    const loss = (z: Tensor, ...others: Tensor[]) => sum(mutualLoss(z, others, { variant: 'paddleslim' }))
    const [, ...toPeers] = grads(loss)([own, ...peers])
    expect(toPeers.map((gradient) => gradient.arraySync())).toEqual(peers.map(() => [[0, 0, 0], [0, 0, 0]])) // prettier-ignore
  })

  it('refuses none', () => {
    expect(() => mutualLoss(own, [])).toThrow(
      expect.objectContaining({ code: 'losses/peers', component: 'mutual' }),
    )
  })
})

testLoss(mutual, {
  describe,
  it,
  options: [{}, { variant: 'paddleslim' }, { temperatureSquared: false }],
})
