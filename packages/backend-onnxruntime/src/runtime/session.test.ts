import { encodeModel, Graph } from '@potstill/onnx'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadRuntime } from './load-runtime'
import type { Runtime } from './runtime'
import { Session } from './session'

let runtime: Runtime

beforeAll(async () => {
  runtime = await loadRuntime()
})

function doubling(): Session {
  const graph = new Graph()
  const x = graph.input('x', [3], 'float32')
  graph.output('y', graph.node('Add', [x, x], x))
  return new Session(runtime, encodeModel(graph), {})
}

function run(session: Session, values: Float32Array, answer: Float32Array) {
  session.run({ x: session.tensor('float32', values, [3]) }, { y: session.tensor('float32', answer, [3]) })
}

describe('Session', () => {
  it('reads and writes the arrays that it is given, at once', () => {
    const session = doubling()
    const [values, answer] = [Float32Array.of(1, 2, 3), new Float32Array(3)]
    run(session, values, answer)
    expect([...answer]).toEqual([2, 4, 6])
    values[0] = 10
    run(session, values, answer)
    expect([...answer]).toEqual([20, 4, 6])
    session.dispose()
  })

  it('reads and writes a part of a larger array, and no more', () => {
    const session = doubling()
    const whole = Float32Array.of(9, 1, 2, 3, 9, 0, 0, 0, 9)
    run(session, whole.subarray(1, 4), whole.subarray(5, 8))
    expect([...whole]).toEqual([9, 1, 2, 3, 9, 2, 4, 6, 9])
    session.dispose()
  })

  it('may be disposed twice, and does not run afterwards', () => {
    const session = doubling()
    session.dispose()
    session.dispose()
    expect(() => run(session, new Float32Array(3), new Float32Array(3))).toThrow('disposed')
  })

  it('throws where a model is none', () => {
    expect(() => new Session(runtime, Uint8Array.of(1, 2, 3), {})).toThrow(/model|protobuf/i)
  })
})
