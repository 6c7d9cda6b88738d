import { FusedBatchNorm, type FusedBatchNormAttrs, type TensorInfo } from '@tensorflow/tfjs-core'
import type { KernelCall } from '../eager/kernel-call'
import type { Loop, LoopTable } from './loop'
import { broadcastLoop } from './vector/broadcast-loop'

const normalise = broadcastLoop(['x', 'mean', 'factor', 'offset'], ({ x, mean, factor, offset }) =>
  x.minus(mean).times(factor).plus(offset),
)

/** (x − mean)·scale/√(variance + ε) + offset, with one of each for every channel. */
const batchNormLoop: Loop = ({ inputs, attrs, backend }) => {
  const x = inputs['x'] as TensorInfo
  const channels = x.shape.at(-1) ?? 0
  const { mean, variance, scale, offset } = inputs
  const given = [x, mean, variance, ...[scale, offset].filter(isGiven)] as readonly TensorInfo[]
  const perChannel = ({ shape }: TensorInfo) => shape.length === 1 && shape[0] === channels
  if (given.some(({ dtype }) => dtype !== 'float32') || !given.slice(1).every(perChannel)) return undefined
  const { varianceEpsilon = 1e-3 } = attrs as unknown as FusedBatchNormAttrs
  const numbers = (info: TensorInfo | undefined, absent: number) =>
    channelNumbers(backend, info, absent, channels)
  const scales = numbers(scale, 1)
  const factor = numbers(variance, 1).map(
    (value, at) => (scales[at] as number) / Math.sqrt(value + varianceEpsilon),
  )
  const values = backend.floatsOf(x)
  const result = backend.takeFloats(values.length)
  const rows = [numbers(mean, 0), factor, numbers(offset, 0)]
  normalise(
    [{ values, lie: 'whole' }, ...rows.map((row) => ({ values: row, lie: 'row' as const }))],
    { size: values.length, columns: channels },
    result,
  )
  return backend.floatResult(x.shape, result)
}

function isGiven(info: TensorInfo | null | undefined): info is TensorInfo {
  return info !== null && info !== undefined
}

function channelNumbers(
  backend: KernelCall['backend'],
  info: TensorInfo | null | undefined,
  absent: number,
  channels: number,
): Float32Array {
  return isGiven(info) ? backend.floatsOf(info) : new Float32Array(channels).fill(absent)
}

/** Batch normalisation of channels that are last. */
export const batchNorms: LoopTable = { [FusedBatchNorm]: batchNormLoop }
