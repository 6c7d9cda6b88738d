import type { SafeTensor } from '@potstill/formats'
import { PotstillError } from '@potstill/spec'
import { tensor, tidy, type Variable } from '@tensorflow/tfjs-core'
import type { TensorInfo } from './run-state'

/** TensorFlow.js's dtypes by those of safetensors. */
export const safeDtypes: Readonly<Record<string, string>> = { F32: 'float32', I32: 'int32', BOOL: 'bool' }

type Variables = Readonly<Record<string, Variable>>

export function describeVariables(variables: Variables): Readonly<Record<string, TensorInfo>> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, { dtype, shape }]) => [name, { dtype, shape: [...shape] }]),
  )
}

export async function readVariables(variables: Variables): Promise<Readonly<Record<string, SafeTensor>>> {
  const values: Record<string, SafeTensor> = {}
  for (const [name, kept] of Object.entries(variables)) {
    values[name] = safeTensor(name, kept.dtype, kept.shape, await kept.data())
  }
  return values
}

/** Every variable gets its value; shapes and dtypes have been compared. */
export function setVariables(variables: Variables, values: Readonly<Record<string, SafeTensor>>): void {
  tidy(() => {
    for (const [name, kept] of Object.entries(variables)) {
      const value = values[name]
      if (value === undefined) throw new RangeError(`no value of ${name}`)
      kept.assign(tensor(value.data as Float32Array, [...kept.shape], kept.dtype))
    }
  })
}

function safeTensor(name: string, dtype: string, shape: readonly number[], data: unknown): SafeTensor {
  if (dtype === 'float32') return { dtype: 'F32', shape, data: Float32Array.from(data as Float32Array) }
  if (dtype === 'int32') return { dtype: 'I32', shape, data: Int32Array.from(data as Int32Array) }
  if (dtype === 'bool') return { dtype: 'BOOL', shape, data: Uint8Array.from(data as Uint8Array) }
  throw new PotstillError({
    code: 'trainer/checkpoint-dtype',
    component: name,
    expected: 'variables of float32, int32 or bool',
    received: dtype,
    fix: 'keep what a component remembers in one of these',
  })
}
