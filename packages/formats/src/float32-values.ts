import { PotstillError } from '@potstill/spec'
import type { SafeTensor } from './safetensors-dtype'

/**
 * Gives the values of a tensor as float32, decoding `F16` and `BF16` and rounding what is wider.
 * `F32` data are returned as they are, not copied.
 *
 * Throws a PotstillError (`formats/safetensors-dtype`) for the 8-bit floats.
 *
 * @example
 * const half = { dtype: 'F16', shape: [2], data: new Uint16Array([0x3c00, 0xc100]) }
 * Array.from(float32Values(half)) // => [1, -2.5]
 */
export function float32Values(tensor: SafeTensor): Float32Array {
  switch (tensor.dtype) {
    case 'F32':
      return tensor.data
    case 'F16':
      return Float32Array.from(tensor.data, halfToNumber)
    case 'BF16':
      return new Float32Array(Uint32Array.from(tensor.data, (bits) => bits << 16).buffer)
    case 'I64':
    case 'U64':
      return Float32Array.from(tensor.data as ArrayLike<bigint>, Number)
    case 'F8_E4M3':
    case 'F8_E5M2':
      throw new PotstillError({
        code: 'formats/safetensors-dtype',
        component: 'safetensors',
        expected: 'a dtype that float32Values decodes',
        received: tensor.dtype,
        fix: 'export the weights as F32, F16 or BF16',
      })
    default:
      return Float32Array.from(tensor.data)
  }
}

/** IEEE 754 binary16: 1 sign bit, 5 bits of exponent (bias 15), 10 bits of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
