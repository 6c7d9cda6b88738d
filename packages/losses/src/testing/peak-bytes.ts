import { backend } from '@tensorflow/tfjs-core'

interface CpuData {
  readonly values?: ArrayLike<unknown> & { readonly byteLength?: number }
}

interface CpuBackend {
  readonly data: {
    set(id: object, value: CpuData): void
    delete(id: object): boolean
  }
}

/**
 * The most bytes of arrays that the cpu backend holds at once while a function runs, beyond those before: what kernels hold for
 * themselves too. (`memory().numBytes` counts an array again for each tensor that shares it.)
 */
export function peakBytes(run: () => void): number {
  const { data } = backend() as unknown as CpuBackend
  const sizes = new Map<object, number>()
  const original = { set: data.set, delete: data.delete }
  let [now, peak] = [0, 0]
  const count = (id: object, bytes: number) => {
    now += bytes - (sizes.get(id) ?? 0)
    sizes.set(id, bytes)
    peak = Math.max(peak, now)
  }
  data.set = (id, value) => {
    original.set.call(data, id, value)
    count(id, value.values?.byteLength ?? 0)
  }
  data.delete = (id) => {
    if (sizes.has(id)) count(id, 0)
    sizes.delete(id)
    return original.delete.call(data, id)
  }
  try {
    run()
  } finally {
    Object.assign(data, original)
  }
  return peak
}
