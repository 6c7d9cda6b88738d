import { lowerings } from '@potstill/onnx'
import {
  ExpandDims,
  getKernelsForBackend,
  Identity,
  registerKernel,
  Reshape,
  type KernelFunc,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { loops } from '../loops'
import { updateInOnePass } from '../optimizers/one-pass-updates'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import type { Place } from '../profile/recorder'
import { overrideGradient } from './gradients/override-gradient'
import type { KernelCall } from './kernel-call'
import { leastWork } from './policy'
import { runPlan } from './run-plan'
import { stockKernel } from './stock-kernel'
import { elements, workOf } from './work'

/**
 * Registers, for a backend on ONNX Runtime, every kernel of the cpu backend, a faster one where there is one, and
 * gradients and updates of `tf.train` in fewer passes.
 */
export function registerEagerKernels(backendName: string): void {
  for (const { kernelName, kernelFunc, ...rest } of getKernelsForBackend('cpu')) {
    registerKernel({
      ...rest,
      kernelName,
      backendName,
      // Whenever the backend is chosen: other packages may have registered their gradients since.
      setupFunc: () => overrideGradient(kernelName, backendName),
      kernelFunc: sharing.has(kernelName)
        ? kernelFunc
        : eagerKernel(kernelName, waysOf(kernelName, kernelFunc)),
    })
  }
  updateInOnePass(backendName)
}

/** Kernels that give the same data another shape. */
const sharing = new Set([ExpandDims, Identity, Reshape])

/** A way to compute a kernel; it may not cover what it is given. */
interface Way {
  readonly place: Place
  readonly compute: (call: KernelCall) => TensorInfo | TensorInfo[] | undefined
}

/** The ways to compute a kernel, the fastest first. */
function waysOf(name: string, stock: KernelFunc): readonly Way[] {
  const loop = loops[name]
  return [
    ...(loop === undefined ? [] : [{ place: 'loop', compute: loop } as const]),
    ...(name in lowerings ? [{ place: 'onnxruntime', compute: nativeWay(name) } as const] : []),
    { place: 'cpu', compute: stockKernel(stock) },
  ]
}

/** ONNX Runtime, where there is enough to do. */
function nativeWay(name: string): Way['compute'] {
  const work = workOf(name)
  const least = leastWork(name)
  return (call) => (work(call.inputs, call.attrs) < least ? undefined : runPlan(name, call))
}

function eagerKernel(kernel: string, ways: readonly Way[]): KernelFunc {
  return ({ inputs, attrs, backend: given }) => {
    const backend = given as OnnxruntimeBackend
    const call = { inputs, attrs, backend }
    const { recorder } = backend
    const begin = recorder === undefined ? 0 : performance.now()
    let refusal: unknown
    for (const { place, compute } of ways) {
      let result: ReturnType<typeof compute>
      try {
        result = compute(call)
      } catch (error) {
        if (place !== 'onnxruntime') throw error
        // The cpu kernel computes it, or says in TensorFlow.js's words what is wrong.
        refusal = error
      }
      if (result === undefined) continue
      if (refusal !== undefined) backend.refusals.add(kernel, refusal)
      recorder?.add({
        kernel,
        place: refusal === undefined ? place : 'refused',
        milliseconds: performance.now() - begin,
        elements: Math.max(elements(inputs), elements(Object.fromEntries([result].flat().entries()))),
      })
      return result
    }
    throw new TypeError(`${kernel} is given what it does not take`)
  }
}
