import {
  ClipByValue,
  Elu,
  EluGrad,
  LeakyRelu,
  Prelu,
  Relu,
  Relu6,
  Selu,
  Sigmoid,
  Softplus,
  Step,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import {
  anyFloat,
  anyTensor,
  broadcastingShapes,
  moderateFloat,
  smallInteger,
  tensorOf,
} from '../../testing/tensor-arbitraries'

const x = anyTensor('float32').map((x) => ({ inputs: { x } }))

const whole = anyTensor('int32', {}, smallInteger).map((x) => ({ inputs: { x } }))

const refused = anyTensor('bool', { maxRank: 1 }).map((x) => ({ inputs: { x }, refused: true }))

const slope = fc.float({ min: -2, max: 2, noNaN: true })

/** ONNX Runtime takes numbers too small to be normal for 0 in places; NaN and infinities are tried. */
const normal = anyFloat.filter((value) => value === 0 || !(Math.abs(value) < 1e-38))

export const activationCases: CasesByKernel = {
  [Relu]: kernelCase(fc.oneof(x, whole, refused)),
  [Relu6]: kernelCase(fc.oneof(x, whole, refused)),
  [ClipByValue]: kernelCase(
    fc.tuple(fc.oneof(x, whole), moderateFloat, moderateFloat).map(([given, a, b]) => ({
      ...given,
      attrs: { clipValueMin: Math.min(a, b), clipValueMax: Math.max(a, b) },
    })),
  ),
  [Sigmoid]: kernelCase(x),
  [Elu]: kernelCase(x),
  [EluGrad]: kernelCase(
    anyTensor('float32').chain((y) => tensorOf('float32', y.shape).map((dy) => ({ inputs: { dy, y } }))),
  ),
  [Selu]: kernelCase(x),
  [LeakyRelu]: kernelCase(fc.tuple(x, slope).map(([given, alpha]) => ({ ...given, attrs: { alpha } }))),
  [Prelu]: kernelCase(
    broadcastingShapes()
      .chain(([a, b]) => fc.tuple(tensorOf('float32', a), tensorOf('float32', b)))
      .map(([x, alpha]) => ({ inputs: { x, alpha } })),
  ),
  [Softplus]: kernelCase(x),
  [Step]: kernelCase(
    fc
      .tuple(anyTensor('float32', {}, normal), fc.constantFrom(0, -1, 0.5))
      .map(([x, alpha]) => ({ inputs: { x }, attrs: { alpha } })),
  ),
}
