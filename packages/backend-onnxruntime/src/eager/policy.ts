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
 * When ONNX Runtime computes a kernel. Work is counted in elements of the largest input, for products of matrices in
 * multiplications.
 */
export interface Rule {
  /** The work from which it is faster than a loop of this package; absent: never. */
  readonly beforeLoop?: number
  /** The work from which it is faster than the cpu kernel. */
  readonly beforeCpu: number
}

/** What a call of ONNX Runtime costs is what most cpu kernels need for so many elements. */
const usual: Rule = { beforeCpu: 1024 }

/** Measured on two cores with AVX-512, float32. */
const rules: Readonly<Record<string, Rule>> = {
  [_FusedMatMul]: { beforeCpu: 4096 },
  [BatchMatMul]: { beforeCpu: 4096 },
  [Exp]: { beforeCpu: 512 },
  [Log]: { beforeCpu: 512 },
  [LogSoftmax]: { beforeCpu: 256 },
  [Max]: { beforeCpu: 4096 },
  [Mean]: { beforeCpu: 4096 },
  [Sigmoid]: { beforeCpu: 512 },
  [Softmax]: { beforeCpu: 256 },
  [Sum]: { beforeCpu: 4096 },
  [Tanh]: { beforeCpu: 512 },
  [Transpose]: { beforeCpu: 2048 },
}

export function ruleOf(kernel: string): Rule {
  return rules[kernel] ?? usual
}
