import { lowerings } from '@potstill/onnx'
import {
  ExpandDims,
  getKernelsForBackend,
  Identity,
  registerKernel,
  Reshape,
  type KernelFunc,
} from '@tensorflow/tfjs-core'
import { loops } from '../loops'
import { updateInOnePass } from '../optimizers/one-pass-updates'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import type { Place } from '../profile/recorder'
import { ruleOf } from './policy'
import { runPlan } from './run-plan'
import { stockKernel } from './stock-kernel'
import { elements, workOf } from './work'

/**
 * Registers, for a backend on ONNX Runtime, every kernel of the cpu backend, a faster one where there is one, and the
 * one-pass updates of `tf.train`.
 */
export function registerEagerKernels(backendName: string): void {
  for (const { kernelName, kernelFunc, ...rest } of getKernelsForBackend('cpu')) {
    registerKernel({
      ...rest,
      kernelName,
      backendName,
      kernelFunc: sharing.has(kernelName) ? kernelFunc : eagerKernel(kernelName, kernelFunc),
    })
  }
  updateInOnePass(backendName)
}

/** Kernels that give the same data another shape. */
const sharing = new Set([ExpandDims, Identity, Reshape])

/** Computes a kernel the way that is fastest for what it is given, of those that cover it. */
function eagerKernel(name: string, stock: KernelFunc): KernelFunc {
  const loop = loops[name]
  const lowered = name in lowerings
  const onCpu = stockKernel(stock)
  const work = workOf(name)
  const { beforeLoop = Infinity, beforeCpu } = ruleOf(name)

  return ({ inputs, attrs, backend: given }) => {
    const backend = given as OnnxruntimeBackend
    const call = { inputs, attrs, backend }
    const { recorder } = backend
    const begin = recorder === undefined ? 0 : performance.now()

    const size = lowered ? work(inputs, attrs) : 0
    const native = () => (lowered && size >= beforeCpu ? runPlan(name, call) : undefined)
    let place: Place = 'loop'
    let result = loop !== undefined && size < beforeLoop ? loop(call) : undefined
    if (result === undefined) {
      place = 'onnxruntime'
      result = native()
    }
    if (result === undefined) {
      place = 'cpu'
      result = onCpu(call)
    }
    if (recorder !== undefined) {
      const largest = Math.max(elements(inputs), elements(Object.fromEntries([result].flat().entries())))
      recorder.add({ kernel: name, place, milliseconds: performance.now() - begin, elements: largest })
    }
    return result
  }
}
