import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { seededRandom } from '@potstill/testkit'
import { setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { entriesOf } from '../testing/float64-convolution'
import { farthest } from '../testing/float64'
import { halving } from './halving'

beforeAll(() => setBackend('cpu'))

const random = seededRandom(4)

it.each([
  { from: [4, 4, 3], to: [2, 2, 6] },
  { from: [5, 3, 2], to: [3, 2, 4] },
  { from: [1, 1, 2], to: [1, 1, 4] },
])('reaches $to from $from', ({ from, to }) => {
  const block = halving(from[2]!, to[2]!)
  const { trainable = {}, state = {} } = block.init(random)
  const maps = random.normal('maps', [4, ...from])
  const halved = block.apply(maps, { variables: trainable, state, training: true })
  expect(halved.features.shape).toEqual([4, ...to])
  expect(Math.min(...halved.features.dataSync())).toBe(0)
  expect(Object.keys(halved.state)).toEqual(Object.keys(state))
  expect(Object.keys(state)).toEqual(['halfNorm/mean', 'halfNorm/variance', 'sameNorm/mean', 'sameNorm/variance']) // prettier-ignore
})

it('convolves channel by channel with stride 2, then mixes the channels', () => {
  // What batch normalisation remembers of the first step: momentum 0.1 of the mean of what was convolved and mixed, in float64.
  const [size, channels] = [5, 2]
  const block = halving(channels, channels)
  const { trainable = {}, state = {} } = block.init(random)
  const maps = random.normal('maps', [1, size, size, channels])
  const { state: next } = block.apply(maps, { variables: trainable, state, training: true })
  const of = (tensor: Tensor) => entriesOf(tensor.dataSync(), tensor.shape)
  const [x, depthwise] = [
    entriesOf(maps.dataSync(), maps.shape.slice(1)),
    of(trainable['halfDepthwise/weights']!),
  ]
  const pointwise = of(trainable['halfPointwise/weights']!)
  const places = [0, 1, 2]
  const mixed = (i: number, j: number, to: number) =>
    [0, 1].reduce((sum, c) => {
      const taken = places.flatMap((a) => places.map((b) => x(2 * i + a - 1, 2 * j + b - 1, c) * depthwise(a, b, c, 0))) // prettier-ignore
      return sum + pointwise(c, to) * taken.reduce((total, each) => total + each, 0)
    }, 0)
  const means = [0, 1].map((to) => places.flatMap((i) => places.map((j) => mixed(i, j, to))).reduce((sum, each) => sum + each, 0) / 9) // prettier-ignore
  const remembered = [...next['halfNorm/mean']!.dataSync()]
  expect(farthest(remembered, means.map((mean) => 0.1 * mean))).toBeLessThan(1e-6) // prettier-ignore
})
