import {
  Add,
  BatchMatMul,
  Elu,
  LeakyRelu,
  Prelu,
  Relu,
  Relu6,
  Sigmoid,
  type _FusedMatMulAttrs,
  type KernelFunc,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { matrixProduct } from './matrix-product'
import { consume, runWasmKernel } from './run-wasm-kernel'

const activationKernels: Readonly<Record<string, string>> = {
  relu: Relu,
  relu6: Relu6,
  sigmoid: Sigmoid,
  elu: Elu,
  leakyrelu: LeakyRelu,
  prelu: Prelu,
}

interface FusedMatMulInputs {
  readonly a: TensorInfo
  readonly b: TensorInfo
  readonly bias?: TensorInfo
  readonly preluActivationWeights?: TensorInfo
}

/**
 * Multiplies, adds the bias, then applies the activation, each with its own kernel, wherever the stock kernel would not
 * use XNNPACK. There it is slow, and wrong too: its loop adds the last entry of the bias to all rows but the first.
 */
export function fusedMatMul(stock: KernelFunc): KernelFunc {
  return (call) => {
    const { inputs, backend } = call
    const { a, b, bias, preluActivationWeights } = inputs as unknown as FusedMatMulInputs
    const attrs = call.attrs as NamedAttrMap & _FusedMatMulAttrs
    const { transposeA, transposeB, activation, leakyreluAlpha } = attrs
    const activationKernel = activationKernels[activation]
    const known = activation === 'linear' || activationKernel !== undefined
    if (!known || (!transposeA && !transposeB && matrixProduct(a, b, attrs).single)) return stock(call)

    let result = runWasmKernel(BatchMatMul, backend, { a, b }, { transposeA, transposeB })
    if (bias) result = consume(Add, backend, { a: result }, {}, { b: bias })
    if (activationKernel === undefined) return result
    const alpha = preluActivationWeights ? { alpha: preluActivationWeights } : {}
    return consume(activationKernel, backend, { x: result }, { alpha: leakyreluAlpha ?? 0 }, alpha)
  }
}
