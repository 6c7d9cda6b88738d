import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { seededRandom } from '@potstill/testkit'
import { ones, setBackend, tensor, tensor2d, tensor4d, zeros } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { farthest } from '../testing/float64'
import { attentionFusion } from './attention-fusion'

beforeAll(() => setBackend('cpu'))

// One channel everywhere; the 3×3 convolution takes the middle; running statistics of mean 0 and variance 1 divide by √(1 + 1e-5).
const middle = tensor([0, 0, 0, 0, 1, 0, 0, 0, 0], [3, 3, 1, 1])
const norm = (name: string) => ({ [`${name}/norm/scale`]: ones([1]), [`${name}/norm/offset`]: zeros([1]) })
const statistics = (name: string) => ({
  [`${name}/norm/mean`]: zeros([1]),
  [`${name}/norm/variance`]: ones([1]),
})
const context = (attention: number[][]) => ({
  variables: {
    'narrow/convolution/weights': tensor2d([[1]]),
    ...norm('narrow'),
    'widen/convolution/weights': middle,
    ...norm('widen'),
    'attention/weights': tensor2d(attention),
    'attention/bias': zeros([2]),
  },
  state: { ...statistics('narrow'), ...statistics('widen') },
  training: false,
})
const unit = 1 / Math.sqrt(1 + 1e-5)

it('adds what is deeper, brought to its size, by attention', () => {
  const fusion = attentionFusion({ from: 1, middle: 1, teacher: [1, 2, 1], fuses: true })
  const own = tensor4d([1, 3], [1, 1, 2, 1])
  const deeper = tensor4d([5], [1, 1, 1, 1])
  // Without weights, both attentions are σ(0) = ½.
  const half = fusion.apply(own, deeper, context([[0, 0], [0, 0]])) // prettier-ignore
  expect(farthest([...half.residual.dataSync()], [(unit + 5) / 2, (3 * unit + 5) / 2])).toBeLessThan(1e-5)
  // The weights 40 and −40 on the deeper one, 5: σ(200) = 1 for the layer itself, σ(−200) = 0 for the deeper.
  const itself = fusion.apply(own, deeper, context([[0, 0], [40, -40]])) // prettier-ignore
  expect(farthest([...itself.residual.dataSync()], [unit, 3 * unit])).toBeLessThan(1e-5)
  expect(farthest([...itself.features.dataSync()], [unit ** 2, 3 * unit ** 2])).toBeLessThan(1e-5)
})

it('has no attention where nothing is deeper, and takes the size of the teacher', () => {
  const fusion = attentionFusion({ from: 1, middle: 1, teacher: [2, 2, 1], fuses: false })
  expect(
    Object.keys(fusion.init(seededRandom(1)).trainable ?? {}).filter((n) => n.startsWith('att')),
  ).toEqual([])
  const { residual } = fusion.apply(tensor4d([2], [1, 1, 1, 1]), undefined, context([[0, 0], [0, 0]])) // prettier-ignore
  expect(
    farthest(
      [...residual.dataSync()],
      [2, 2, 2, 2].map((each) => each * unit),
    ),
  ).toBeLessThan(1e-5)
})
