import { Tile, type TensorInfo, type TileAttrs } from '@tensorflow/tfjs-core'
import type { PooledArray } from '../memory/buffer-pool'
import type { Loop, LoopTable } from './loop'

/** What is copied again and again stays in a processor's nearest caches. */
const nearElements = 32_768

const tileLoop: Loop = ({ inputs, attrs, backend }) => {
  const x = inputs['x'] as TensorInfo
  const { reps } = attrs as unknown as TileAttrs
  const { shape, dtype } = x
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') return undefined
  if (reps.length !== shape.length || reps.includes(0)) return undefined
  const result = { dtype, shape: shape.map((length, axis) => length * (reps[axis] as number)) }
  const tiled = shape.flatMap((_, axis) => (reps[axis] === 1 ? [] : [axis])).toReversed()
  let values = backend.valuesOf(x)
  let block = 1
  let done = shape.length
  tiled.forEach((axis, index) => {
    const times = reps[axis] as number
    block *= shape.slice(axis, done).reduce((product, length) => product * length, 1)
    done = axis
    const last = index === tiled.length - 1
    const target = backend.take(last ? result : { dtype, shape: [values.length * times] })
    repeatBlocks(values, block, times, target)
    if (index > 0) backend.pool.release(values)
    values = target
    block *= times
  })
  if (tiled.length > 0) return backend.result(result, values)
  const copy = backend.take(result)
  copy.set(values)
  return backend.result(result, copy)
}

/** Writes each block of `source` so many times, one after the other. */
function repeatBlocks(source: PooledArray, block: number, times: number, target: PooledArray): void {
  const repeated = block * times
  const near = Math.max(block, nearElements - (nearElements % block))
  for (let from = 0, to = 0; from < source.length; from += block, to += repeated) {
    if (block === 1) {
      target.fill(source[from] as number, to, to + repeated)
      continue
    }
    target.set(source.subarray(from, from + block), to)
    for (let written = block; written < repeated; ) {
      const length = Math.min(written, near, repeated - written)
      target.copyWithin(to + written, to, to + length)
      written += length
    }
  }
}

/** Copies of a tensor beside each other. */
export const tile: LoopTable = { [Tile]: tileLoop }
