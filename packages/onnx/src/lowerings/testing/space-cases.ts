import { BatchToSpaceND, DepthToSpace, SpaceToBatchND } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { smallInteger, tensorOf } from '../../testing/tensor-arbitraries'

const length = fc.integer({ min: 1, max: 3 })
const blockShape = fc.array(length, { minLength: 1, maxLength: 2 })
const edge = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }))
const type = fc.constantFrom<'float32' | 'int32'>('float32', 'int32')

const depths = fc
  .record({
    type,
    sizes: fc.tuple(length, length, length, length),
    blockSize: fc.integer({ min: 2, max: 3 }),
  })
  .chain(({ type, sizes: [batch, height, width, depth], blockSize }) =>
    // The cpu kernel passes integers through float32, which has no room for large ones.
    tensorOf(type, [batch, height, width, depth * blockSize ** 2], smallInteger).map((x) => ({
      inputs: { x },
      attrs: { blockSize, dataFormat: 'NHWC' },
    })),
  )

const batches = fc
  .record({
    type,
    blockShape,
    batch: length,
    sizes: fc.tuple(length, length, length),
    edges: fc.tuple(edge, edge),
  })
  .chain(({ type, blockShape, batch, sizes, edges }) => {
    const blocks = blockShape.reduce((product, block) => product * block, 1)
    const crops = blockShape.map((block, index) => {
      const [before, after] = edges[index] as [number, number]
      const whole = (sizes[index] as number) * block
      return before + after < whole ? [before, after] : [0, 0]
    })
    return tensorOf(type, [batch * blocks, ...sizes]).map((x) => ({
      inputs: { x },
      attrs: { blockShape, crops },
    }))
  })

const spaces = fc
  .record({
    type,
    blockShape,
    batch: length,
    sizes: fc.tuple(length, length, length),
    edges: fc.tuple(edge, edge),
  })
  .chain(({ type, blockShape, batch, sizes, edges }) => {
    const shape = [batch, ...sizes]
    const paddings = blockShape.map((block, index) => {
      const [before, after] = edges[index] as [number, number]
      const rest = ((sizes[index] as number) + before + after) % block
      return [before, after + (rest === 0 ? 0 : block - rest)]
    })
    return tensorOf(type, shape).map((x) => ({ inputs: { x }, attrs: { blockShape, paddings } }))
  })

export const spaceCases: CasesByKernel = {
  [DepthToSpace]: kernelCase(depths),
  [BatchToSpaceND]: kernelCase(batches),
  [SpaceToBatchND]: kernelCase(spaces),
}
