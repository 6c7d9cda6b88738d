import type { PotstillError } from '@potstill/spec'
import { Graph } from '../graph/graph'
import type { LoweringTable } from '../lowering'
import { captureBackend } from './capture-engine'
import { collectTensors, watchReads } from './engine-hooks'
import { isolateEngine } from './engine-state'
import { noticeRandom } from './frozen-random'
import { readInCapture } from './refusals'
import { VariableInputs } from './variable-inputs'
import { watchVariables } from './variables'

/**
 * What a function runs in while it is captured: a graph, the backend that appends to it, and TensorFlow.js's engine in a
 * state of its own. `end` puts everything back as it was, whatever the function did.
 */
export function captureSurroundings(table: LoweringTable) {
  const graph = new Graph()
  const { backend, enter, outside } = captureBackend(table)
  const variables = watchVariables(({ dataId }) => {
    const value = backend.symbolicValue(dataId)
    if (value === undefined) return backend.concrete(dataId)
    const copied = inputs.variableBehind(value)
    return copied && variables.before(copied)
  })
  const inputs = new VariableInputs(graph, variables)
  const restoreEngine = isolateEngine()
  const tensors = collectTensors()
  let refused: PotstillError | undefined
  const endReads = watchReads((dataId) => {
    if (!backend.capturing || !backend.isSymbolic({ dataId })) return
    refused ??= readInCapture()
    throw refused
  })
  const random = noticeRandom()
  const leave = enter({ graph, table, variableInput: (dataId) => inputs.of(dataId) })
  return {
    graph,
    backend,
    variables,
    inputs,
    random,
    /** Does something with the backend that computes. */
    outside,
    /** What the function did that cannot be captured, also where it caught the error. */
    refused: () => refused,
    /** Returns how many tensors without numbers are still there; they are disposed. */
    end(): number {
      leave()
      random.end()
      endReads()
      restoreEngine()
      tensors.end()
      const left = tensors.found.filter((tensor) => !tensor.isDisposed && backend.standsForValue(tensor))
      for (const tensor of left) tensor.dispose()
      variables.restore()
      return left.length
    },
  }
}

export type CaptureSurroundings = ReturnType<typeof captureSurroundings>
