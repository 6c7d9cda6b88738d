import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-layers'
import { seededRandom } from '@potstill/testkit'
import { setBackend, zeros, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { farthest } from '../testing/float64'
import { convolved, doubled, entriesOf } from '../testing/float64-convolution'
import { centralDifferences, tapeGradient } from '../testing/gradients'
import { convolution, doubling } from './convolution'
import type { Connector } from './connector'

const random = seededRandom(7)
const size = [5, 4] as const
const maps = () => random.normal('maps', [1, ...size, 2])

function run(connector: Connector, x: Tensor) {
  const { trainable } = connector.init(random)
  const variables = { ...trainable, bias: zeros([3]) }
  const apply = (at: Tensor) => connector.apply(at, { variables, state: {}, training: true }).features
  return { y: apply(x), apply, weights: variables['weights' as never] as Tensor }
}

describe.each(['cpu', 'wasm'])('on the backend %s', (backend) => {
  beforeAll(() => setBackend(backend))

  it.each([
    { kernel: [3, 3], stride: 2, padding: 1, out: [3, 2] },
    { kernel: [3, 3], stride: 1, padding: 1, out: [5, 4] },
    { kernel: [2, 3], stride: 1, padding: 0, out: [4, 2] },
  ] as const)('convolution is the sum of its definition: $kernel, $stride, $padding', (given) => {
    const { y, weights } = run(convolution(2, 3, given), maps())
    const x = entriesOf(maps().dataSync(), [...size, 2])
    const k = entriesOf(weights.dataSync(), weights.shape)
    const expected = convolved(x, k, { ...given, size: given.out, from: 2, to: 3 })
    expect(y.shape).toEqual([1, ...given.out, 3])
    expect(farthest([...y.dataSync()], expected)).toBeLessThan(1e-5)
  })

  it('doubling is the sum of its definition', () => {
    const { y, weights } = run(doubling(2, 3), maps())
    const x = entriesOf(maps().dataSync(), [...size, 2])
    const k = entriesOf(weights.dataSync(), weights.shape)
    expect(y.shape).toEqual([1, 10, 8, 3])
    expect(farthest([...y.dataSync()], doubled(x, k, { size, from: 2, to: 3 }))).toBeLessThan(1e-5)
  })

  it.each([
    ['convolution', convolution(2, 3, { stride: 2, padding: 1 })],
    ['doubling', doubling(2, 3)],
  ])('%s has the gradient of central differences', (_, connector) => {
    const x = random.normal('several maps', [2, 4, 4, 2])
    const { apply } = run(connector, x)
    // Linear: differences are exact but for the 1e-7 of float32 over h = 0.02, at values of about 10.
    expect(farthest(tapeGradient(apply, x), centralDifferences(apply, x))).toBeLessThan(2e-3)
  })
})
