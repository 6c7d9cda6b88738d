import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-layers'
import {
  grad,
  memory,
  mul,
  setBackend,
  sum,
  tensor1d,
  tensor2d,
  tensor3d,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { atClasses, putAtClasses } from './at-classes'

describe.each(['cpu', 'wasm'])('classes of rows on the backend %s', (backend) => {
  beforeAll(() => setBackend(backend))

  const rows = () => tensor2d([[1, 2, 3, 4], [5, 6, 7, 8]]) // prettier-ignore
  const classes = () => tensor2d([[3, 0, 3], [1, 2, 0]], [2, 3], 'int32') // prettier-ignore

  it('are taken row by row', () => {
    expect(atClasses(rows(), classes()).arraySync()).toEqual([[4, 1, 4], [6, 7, 5]]) // prettier-ignore
    const sequences = tensor3d([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]) // prettier-ignore
    const last = tensor3d([[[1], [1]], [[0], [1]]], [2, 2, 1], 'int32') // prettier-ignore
    expect(atClasses(sequences, last).arraySync()).toEqual([[[2], [4]], [[5], [8]]]) // prettier-ignore
  })

  it('are put where they belong', () => {
    const values = tensor2d([[1, 2], [3, 4]]) // prettier-ignore
    const places = tensor2d([[2, 0], [1, 3]], [2, 2], 'int32') // prettier-ignore
    expect(putAtClasses(values, places, 4).arraySync()).toEqual([[2, 0, 1, 0], [0, 3, 0, 4]]) // prettier-ignore
  })

  it('get their gradients back, twice where they were taken twice', () => {
    // d/dx of 10 x₃ + 20 x₀ + 30 x₃ is 20 at 0 and 40 at 3; the second row likewise. In a tidy, as in a loss.
    const weights = tensor1d([10, 20, 30])
    const f = (x: Tensor) => tidy(() => sum(mul(atClasses(mul(x, 1), classes()), weights)))
    expect(grad(f)(rows()).arraySync()).toEqual([[20, 0, 0, 40], [30, 10, 20, 0]]) // prettier-ignore
  })

  it('leave no tensor behind', () => {
    const [x, at] = [rows(), classes()]
    const before = memory().numTensors
    tidy(() => void grad((each: Tensor) => sum(atClasses(each, at)))(x))
    tidy(() => void atClasses(x, at))
    expect(memory().numTensors).toBe(before)
  })
})
