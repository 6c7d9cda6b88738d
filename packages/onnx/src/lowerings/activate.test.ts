import { PotstillError } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import { Graph } from '../graph/graph'
import { activate } from './activate'

const given = (activation: string, dtype: 'float32' | 'int32' = 'float32') => {
  const graph = new Graph()
  return () => activate(graph, 'SomeKernel', graph.input('x', [2], dtype), { activation })
}

// What the activations compute is tested with _FusedMatMul.
describe('the activation of a fused kernel', () => {
  it.each(['leakyrelu', 'prelu'])('%s needs its slopes', (activation) => {
    expect(given(activation)).toThrow(PotstillError)
    expect(given(activation)).toThrow(/SomeKernel.*without its slope/s)
  })

  it('has to be one that TensorFlow.js has', () => {
    expect(given('swish')).toThrow(/SomeKernel.*activation swish/s)
  })

  it('is of fractions', () => {
    expect(given('relu', 'int32')).toThrow(/numbers of type int32/)
    expect(given('linear', 'int32')).not.toThrow()
  })
})
