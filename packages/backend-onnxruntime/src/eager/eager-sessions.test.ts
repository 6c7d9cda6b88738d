import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import { registerRuntime } from '../register-backend'
import { countedRuntime, type CountedRuntime } from '../testing/counted-runtime'

let runtime: CountedRuntime

beforeAll(async () => {
  runtime = await countedRuntime()
  // So few that sessions have to go while their plans are still known.
  registerRuntime(runtime, { sessions: 2 })
  await tf.setBackend('onnxruntime')
})

/** Runs a kernel that is large enough for ONNX Runtime; tells where it was computed. */
function placeOf(run: () => tf.Tensor): string[] {
  const backend = tf.backend() as OnnxruntimeBackend
  const places: string[] = []
  backend.recorder = { add: ({ place }) => void places.push(place) }
  try {
    run().dispose()
  } finally {
    backend.recorder = undefined
  }
  return places
}

describe('the sessions of single operations', () => {
  const kernels = () => {
    const x = tf.ones([64, 64])
    return [() => tf.softmax(x), () => tf.tanh(x), () => tf.matMul(x, x), () => tf.exp(x)] as const
  }

  it('stay few, and one that had to go is made again when its operation comes back', () => {
    const runs = kernels()
    for (const round of [1, 2, 3]) {
      expect([round, runs.flatMap(placeOf)]).toEqual([round, runs.map(() => 'onnxruntime')])
    }
    expect((tf.backend() as OnnxruntimeBackend).sessions.size).toBe(2)
  })

  it('keep those that are in use, and drop what was not used for longest', () => {
    const [hot, ...others] = kernels()
    hot().dispose()
    others[0]().dispose()
    for (const other of [others[1], others[2], others[0]]) {
      hot().dispose()
      other().dispose()
    }
    const before = runtime.opened.length
    expect(placeOf(hot)).toEqual(['onnxruntime'])
    expect(runtime.opened.length).toBe(before)
  })
})
