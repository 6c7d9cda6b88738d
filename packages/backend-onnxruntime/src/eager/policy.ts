import {
  _FusedMatMul,
  BatchMatMul,
  Exp,
  Log,
  LogSoftmax,
  Max,
  Mean,
  Sigmoid,
  Softmax,
  Sum,
  Tanh,
  Transpose,
} from '@tensorflow/tfjs-core'

/**
 * When ONNX Runtime computes a kernel that no loop of this package covers. Work is counted in elements of the largest
 * input, for products of matrices in multiplications.
 */
export interface Rule {
  /** The work from which it is faster than the cpu kernel. */
  readonly least: number
}

/** What a call of ONNX Runtime costs is what most cpu kernels need for so many elements. */
const usual: Rule = { least: 1024 }

/** Measured on two cores with AVX-512, float32. */
const rules: Readonly<Record<string, Rule>> = {
  [_FusedMatMul]: { least: 4096 },
  [BatchMatMul]: { least: 4096 },
  [Exp]: { least: 512 },
  [Log]: { least: 512 },
  [LogSoftmax]: { least: 256 },
  [Max]: { least: 4096 },
  [Mean]: { least: 4096 },
  [Sigmoid]: { least: 512 },
  [Softmax]: { least: 256 },
  [Sum]: { least: 4096 },
  [Tanh]: { least: 512 },
  [Transpose]: { least: 2048 },
}

export function ruleOf(kernel: string): Rule {
  return rules[kernel] ?? usual
}
