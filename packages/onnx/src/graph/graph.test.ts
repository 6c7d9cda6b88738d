import { describe, expect, it } from 'vitest'
import { Graph } from './graph'

function doubled(): Graph {
  const graph = new Graph()
  const x = graph.input('x', [2, 3], 'float32')
  graph.output('y', graph.node('Mul', [x, graph.scalar(2)], x))
  return graph
}

describe('a graph', () => {
  it('knows the shape and the type of every value', () => {
    const graph = doubled()
    const [multiply] = graph.nodes
    expect(multiply?.outputs.map((name) => graph.value(name).shape)).toEqual([[2, 3]])
    expect(multiply?.inputs.map((name) => graph.value(name).shape)).toEqual([[2, 3], []])
    expect(graph.value('y').dtype).toBe('float32')
    expect(() => graph.value('z')).toThrow(RangeError)
  })

  it('is not changed by what happens to its copy', () => {
    const graph = doubled()
    const copy = graph.copy()
    copy.output('z', copy.node('Neg', [copy.value('x')], copy.value('x')))
    expect(graph.outputs.map(({ name }) => name)).toEqual(['y'])
    expect(copy.outputs.map(({ name }) => name)).toEqual(['y', 'z'])
    expect(graph.nodes).toHaveLength(2)
    expect(() => graph.value('z')).toThrow(RangeError)
  })

  it('gives a copy names of its own', () => {
    const copy = doubled().copy()
    const added = copy.scalar(3)
    expect(copy.value(added.name)).toBe(added)
    expect(new Set(copy.constants.keys()).size).toBe(2)
  })

  it('keeps equal small constants once, also after they were dropped', () => {
    const graph = new Graph()
    const zero = graph.scalar(0)
    expect(graph.scalar(0)).toBe(zero)
    expect(graph.scalar(-0)).not.toBe(zero)
    graph.constants.delete(zero.name)
    expect(graph.constants.has(graph.scalar(0).name)).toBe(true)
  })
})
