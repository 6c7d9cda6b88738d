import {
  ResizeBilinear,
  ResizeBilinearGrad,
  ResizeNearestNeighbor,
  ResizeNearestNeighborGrad,
} from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { Lowering } from '../lowering'
import type { GivenTensor } from '../testing/given-tensor'
import { describeKernels } from '../testing/kernel-cases'
import { runCpuKernel } from '../testing/run-kernel'
import { runLowering } from '../testing/run-lowering'
import { seededTensor } from '../testing/seeded-tensor'
import { resizeGradients } from './resize-gradients'
import { resizeGradientCases } from './testing/resize-gradient-cases'

describeKernels('gradients of resizing', resizeGradients, resizeGradientCases)

const products = (one: GivenTensor, other: GivenTensor) =>
  Array.from(one.values, (value, index) => value * other.values[index]!)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

// Resizing is linear: ⟨dy, resize(x)⟩ = ⟨gradient(dy), x⟩ is what makes it the gradient.
describe.each([
  [ResizeNearestNeighborGrad, ResizeNearestNeighbor],
  [ResizeBilinearGrad, ResizeBilinear],
])('%s goes back the way that %s went', (gradient, forward) => {
  it.each([
    ['for several images that are not square', false, false],
    ['with corners aligned', true, false],
    ['with pixels at half places', false, true],
  ])('%s', async (_, alignCorners, halfPixelCenters) => {
    for (const size of [
      [6, 10],
      [7, 3],
      [2, 5],
    ]) {
      const attrs = { size, alignCorners, halfPixelCenters }
      const images = seededTensor({ shape: [3, 3, 5, 2], dtype: 'float32' }, 1)
      const dy = seededTensor({ shape: [3, ...size, 2], dtype: 'float32' }, 2)
      const lower = resizeGradients[gradient] as Lowering
      const { results } = await runLowering(lower, { images, dy }, attrs, [], { sizes: 'ranks' })
      const forwards = products(runCpuKernel(forward, { images }, attrs)[0]!, dy)
      expect(results[0]!.shape).toEqual(images.shape)
      const apart = Math.abs(sum(products(results[0]!, images)) - sum(forwards))
      expect(apart).toBeLessThan(1e-6 * sum(forwards.map(Math.abs)))
    }
  })
})
