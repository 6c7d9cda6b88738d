import { Graph } from '@potstill/onnx'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { loadRuntime } from './load-runtime'
import type { NativeSession, Runtime } from './runtime'
import { loadUncopied } from './uncopied'

let runtime: Runtime

beforeAll(async () => {
  runtime = await loadRuntime()
})

/** A runtime that remembers what its sessions were asked for and what they returned. */
function watched() {
  const returned = vi.fn<(keys: readonly string[]) => void>()
  class Watched extends (runtime.Session as new () => NativeSession) {
    override run(...given: Parameters<NativeSession['run']>) {
      const answer = super.run(...given)
      returned(Object.keys(answer))
      return answer
    }
  }
  return { returned, runtime: { ...runtime, Session: Watched as Runtime['Session'] } }
}

function doubled(size: number, given: Runtime) {
  const graph = new Graph()
  const x = graph.input('x', [size], 'float32')
  graph.output('y', graph.node('Add', [x, x], x))
  return loadUncopied(given, graph, {})
}

function run(size: number, given: Runtime): Float32Array {
  const session = doubled(size, given)
  const answer = new Float32Array(size)
  const values = Float32Array.from({ length: size }, (_, index) => index)
  session.run(
    { x: session.tensor('float32', values, [size]) },
    { y: session.tensor('float32', answer, [size]) },
  )
  session.dispose()
  return answer
}

describe('loadUncopied', () => {
  it('fills the given arrays, and lets the binding make no arrays of its own where results are large', () => {
    expect(runtime.stops).toBe(true)
    const { returned, runtime: seen } = watched()
    const answer = run(20_000, seen)
    expect(answer.every((value, index) => value === 2 * index)).toBe(true)
    expect(returned).not.toHaveBeenCalled()
  })

  it('runs small ones as ever, and large ones too where the binding cannot be stopped', () => {
    const small = watched()
    expect([...run(3, small.runtime)]).toEqual([0, 2, 4])
    expect(small.returned).toHaveBeenCalledWith(['y'])
    const large = watched()
    expect(run(20_000, { ...large.runtime, stops: false })[7]).toBe(14)
    expect(large.returned).toHaveBeenCalledWith(['y'])
  })

  it('still throws what goes wrong', () => {
    const session = doubled(20_000, runtime)
    const wrong = session.tensor('float32', new Float32Array(2), [2])
    expect(() => session.run({ x: wrong }, { y: wrong })).toThrow(/dimension|shape|[Ii]nvalid/)
    session.dispose()
  })
})
