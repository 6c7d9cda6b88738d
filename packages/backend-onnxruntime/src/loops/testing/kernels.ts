import '@tensorflow/tfjs-backend-cpu'
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import {
  findBackend,
  getKernel,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { expect } from 'vitest'
import type { OnnxruntimeBackend } from '../../onnxruntime-backend'
import { registerBackend } from '../../register-backend'
import { loops } from '../index'

/** A tensor with its numbers. */
export interface Numbers {
  readonly dtype: 'float32' | 'int32' | 'bool'
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array | Uint8Array
}

export type Inputs = Readonly<Record<string, Numbers>>

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const

export function numbers(
  dtype: Numbers['dtype'],
  shape: readonly number[],
  values: ArrayLike<number>,
): Numbers {
  return { dtype, shape, values: arrays[dtype].from(values) }
}

export function floats(shape: readonly number[], values: ArrayLike<number>): Numbers {
  return numbers('float32', shape, values)
}

/** What a loop of this package gives; undefined where it does not cover this. */
export async function runLoop(
  kernel: string,
  inputs: Inputs,
  attrs: object = {},
): Promise<Numbers | undefined> {
  await registerBackend()
  const backend = findBackend('onnxruntime') as OnnxruntimeBackend
  const given = infosOf(backend, inputs)
  const result = loops[kernel]!({ inputs: given, attrs: attrs as NamedAttrMap, backend })
  return result === undefined ? undefined : read(backend, result as TensorInfo)
}

/** What a kernel of a backend gives, by whichever way. */
export function runKernel(
  backendName: 'cpu' | 'onnxruntime',
  kernel: string,
  inputs: Inputs,
  attrs: object = {},
): Numbers {
  const backend = findBackend(backendName) as MathBackendCPU
  const given = infosOf(backend, inputs)
  const config = getKernel(kernel, backendName)
  return read(
    backend,
    config.kernelFunc({ inputs: given, attrs: attrs as NamedAttrMap, backend }) as TensorInfo,
  )
}

/** Kernels that take a list have it under '0', '1', …. */
function infosOf(backend: MathBackendCPU, inputs: Inputs): NamedTensorInfoMap {
  const infos = Object.entries(inputs).map(
    ([name, { shape, dtype, values }]) =>
      [name, backend.makeTensorInfo([...shape], dtype, values.slice())] as const,
  )
  const isList = infos[0]?.[0] === '0'
  return (isList ? infos.map(([, info]) => info) : Object.fromEntries(infos)) as NamedTensorInfoMap
}

function read(backend: MathBackendCPU, { dataId, shape, dtype }: TensorInfo): Numbers {
  return { dtype: dtype as Numbers['dtype'], shape, values: backend.readSync(dataId) as Float32Array }
}

/** Fails where a float32 number is off by more than a millionth part, or anything else differs at all. */
export function expectAlike(actual: Numbers, expected: Numbers, absolute = 0): void {
  expect({ dtype: actual.dtype, shape: [...actual.shape] }).toEqual({
    dtype: expected.dtype,
    shape: [...expected.shape],
  })
  const [relative, beside] = expected.dtype === 'float32' ? [1e-6, absolute] : [0, 0]
  const off = expected.values.findIndex((value, index) => {
    const found = actual.values[index]!
    const same = found === value || (Number.isNaN(found) && Number.isNaN(value))
    return !same && !(Math.abs(found - value) <= beside + relative * Math.abs(value))
  })
  if (off >= 0) {
    throw new Error(`number ${off} is ${actual.values[off]}, the cpu kernel gives ${expected.values[off]}`)
  }
}
