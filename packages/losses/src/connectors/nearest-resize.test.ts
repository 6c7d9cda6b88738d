import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-layers'
import { setBackend, tensor4d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { tapeGradient } from '../testing/gradients'
import { nearestResize } from './nearest-resize'

describe.each(['cpu', 'wasm'])('nearestResize on the backend %s', (backend) => {
  beforeAll(() => setBackend(backend))

  // Two examples of 1 × 2 places and 1 channel: TensorFlow.js's own gradient is wrong from the second on.
  const maps = () => tensor4d([1, 2, 3, 4], [2, 1, 2, 1])

  it.each([
    [1, 4, [1, 1, 2, 2, 3, 3, 4, 4]],
    [2, 2, [1, 2, 1, 2, 3, 4, 3, 4]],
    [1, 3, [1, 1, 2, 3, 3, 4]], // ⌊0⌋, ⌊2/3⌋, ⌊4/3⌋
    [1, 1, [1, 3]],
  ])('takes the nearest entry: %i × %i', (height, width, expected) => {
    const resized = nearestResize(maps(), height, width)
    expect(resized.shape).toEqual([2, height, width, 1])
    expect([...resized.dataSync()]).toEqual(expected)
  })

  it('has as gradient how often each entry was taken, in every example', () => {
    expect(tapeGradient((x) => nearestResize(x, 1, 3), maps())).toEqual([2, 1, 2, 1])
    expect(tapeGradient((x) => nearestResize(x, 2, 4), maps())).toEqual([4, 4, 4, 4])
  })

  it('leaves channels apart', () => {
    const twoChannels = tensor4d([1, 2, 3, 4], [1, 2, 1, 2])
    expect([...nearestResize(twoChannels, 2, 2).dataSync()]).toEqual([1, 2, 1, 2, 3, 4, 3, 4])
  })
})
