import { Mean, Sum, util, type SumAttrs, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Loop, LoopTable } from './loop'

/** Above, ONNX Runtime is faster. */
const mostElements = 8192

/** A tensor as `before` blocks of `count` rows of `after` numbers each, of which the rows are added up. */
interface Blocks {
  readonly before: number
  readonly count: number
  readonly after: number
}

/** @param shareOf by how much a sum of so many is multiplied */
function sumLoop(shareOf: (count: number) => number): Loop {
  return ({ inputs, attrs, backend }) => {
    const x = inputs['x'] as TensorInfo
    if (x.dtype !== 'float32') return undefined
    const { axis, keepDims } = attrs as unknown as SumAttrs
    const axes = util.parseAxisParam(axis, x.shape)
    const blocks = blocksOf(x.shape, axes)
    if (blocks === undefined || blocks.before * blocks.count * blocks.after > mostElements) return undefined
    const result = backend.takeFloats(blocks.before * blocks.after)
    addUp(backend.floatsOf(x), blocks, shareOf(blocks.count), result)
    const shape = x.shape.flatMap((length, at) => (!axes.includes(at) ? [length] : keepDims ? [1] : []))
    return backend.floatResult(shape, result)
  }
}

/** Undefined where the axes do not lie beside each other. */
function blocksOf(shape: readonly number[], axes: readonly number[]): Blocks | undefined {
  const first = Math.min(...axes)
  const last = Math.max(...axes)
  if (last - first + 1 !== axes.length) return undefined
  const blocks = { before: 1, count: 1, after: 1 }
  shape.forEach((length, axis) => {
    blocks[axis < first ? 'before' : axis > last ? 'after' : 'count'] *= length
  })
  return blocks
}

/** In double precision, as the cpu kernel does. */
function addUp(
  values: Float32Array,
  { before, count, after }: Blocks,
  share: number,
  result: Float32Array,
): void {
  for (let block = 0; block < before; block++) {
    for (let column = 0; column < after; column++) {
      let sum = 0
      const begin = block * count * after + column
      for (let row = 0; row < count; row++) sum += values[begin + row * after] as number
      result[block * after + column] = sum * share
    }
  }
}

/** Sums of few numbers. */
export const sums: LoopTable = { [Sum]: sumLoop(() => 1), [Mean]: sumLoop((count) => 1 / count) }
