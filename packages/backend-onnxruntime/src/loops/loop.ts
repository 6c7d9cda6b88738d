import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { KernelCall } from '../eager/kernel-call'

/** Computes a kernel with loops over typed arrays; undefined where it does not cover what it is given. */
export type Loop = (call: KernelCall) => TensorInfo | TensorInfo[] | undefined

/** Loops by the name of the kernel. */
export type LoopTable = Readonly<Record<string, Loop>>
