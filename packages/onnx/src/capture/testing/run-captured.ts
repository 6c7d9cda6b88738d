import type { Tensor, TypedArray } from '@tensorflow/tfjs-core'
import { lowerings } from '../../lowerings'
import { givenTensor, type GivenTensor } from '../../testing/given-tensor'
import { runGraph } from '../../testing/run-graph'
import { capture, type Captured } from '../capture'
import { argumentTensors } from '../nested'

/** Captures a function without late tensors. */
export function captured<Args extends readonly unknown[]>(
  fn: (...args: Args) => unknown,
  ...args: Args
): Captured<undefined> {
  return capture((given: Args) => fn(...given), args, { context: undefined, table: lowerings })
}

/** What the graph of a captured function gives, by the names of its outputs; `args` have no late tensors. */
export async function runCaptured(
  { graph, args: inputs, variables }: Captured<undefined>,
  ...args: readonly unknown[]
): Promise<Record<string, readonly number[]>> {
  const feeds = new Map<string, GivenTensor>()
  argumentTensors(args).forEach((tensor, index) => feeds.set(inputs[index]!.name, given(tensor)))
  for (const { variable, input } of variables) if (input) feeds.set(input.name, given(variable))
  const results = await runGraph(
    graph,
    graph.inputs.map(({ name }) => feeds.get(name)!),
  )
  return Object.fromEntries(graph.outputs.map(({ name }, index) => [name, [...results[index]!.values]]))
}

function given(tensor: Tensor): GivenTensor {
  const dtype = tensor.dtype as GivenTensor['dtype']
  return givenTensor(dtype, tensor.shape, tensor.dataSync() as TypedArray)
}
