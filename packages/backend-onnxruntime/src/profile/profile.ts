import { PotstillError } from '@potstill/spec'
import { backend } from '@tensorflow/tfjs-core'
import { OnnxruntimeBackend } from '../onnxruntime-backend'
import type { KernelCall, Place } from './recorder'

/** What the calls of one kernel in one place took together. */
export interface ProfileEntry {
  readonly kernel: string
  readonly place: Place
  readonly calls: number
  readonly milliseconds: number
  /** Of the time of all kernels, from 0 to 1. */
  readonly share: number
  /** Elements of the largest tensor that one of them was given or gave. */
  readonly largest: number
}

export interface Profile<Result> {
  readonly result: Result
  /** Most time first. */
  readonly entries: readonly ProfileEntry[]
  /** Of all kernels. */
  readonly milliseconds: number
}

/**
 * Runs a function and tells what its single operations took, and where they were computed: by ONNX Runtime, by a loop of
 * this package, or by the cpu backend's kernel. A compiled function is one program, of which nothing is told.
 *
 * Throws a PotstillError where another backend is in use.
 *
 * @example
 * await registerBackend()
 * await setBackend('onnxruntime')
 * const { entries } = profile(() => square(tensor1d([1, 2, 3])))
 * entries.map(({ kernel, calls }) => [kernel, calls]) // => [['Square', 1]]
 */
export function profile<Result>(fn: () => Result): Profile<Result> {
  const current = backend()
  if (!(current instanceof OnnxruntimeBackend)) throw notCurrent()
  const entries = new Map<string, Omit<ProfileEntry, 'share'>>()
  const before = current.recorder
  current.recorder = {
    add(call) {
      before?.add(call)
      const key = `${call.kernel} ${call.place}`
      entries.set(key, merged(entries.get(key), call))
    },
  }
  try {
    const result = fn()
    const all = [...entries.values()]
    const milliseconds = all.reduce((sum, entry) => sum + entry.milliseconds, 0)
    const shared = all.map((entry) => ({
      ...entry,
      share: milliseconds === 0 ? 0 : entry.milliseconds / milliseconds,
    }))
    return { result, milliseconds, entries: shared.toSorted((a, b) => b.milliseconds - a.milliseconds) }
  } finally {
    current.recorder = before
  }
}

function merged(
  known: Omit<ProfileEntry, 'share'> | undefined,
  { kernel, place, milliseconds, elements }: KernelCall,
): Omit<ProfileEntry, 'share'> {
  return {
    kernel,
    place,
    calls: (known?.calls ?? 0) + 1,
    milliseconds: (known?.milliseconds ?? 0) + milliseconds,
    largest: Math.max(known?.largest ?? 0, elements),
  }
}

function notCurrent(): PotstillError {
  return new PotstillError({
    code: 'backend-onnxruntime/not-current',
    component: 'profile',
    expected: 'the onnxruntime backend in use',
    received: 'another one',
    fix: "await registerBackend(), then await setBackend('onnxruntime')",
  })
}
