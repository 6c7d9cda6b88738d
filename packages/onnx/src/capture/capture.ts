import type { Late } from '@potstill/spec'
import { engine, type Tensor, type Variable } from '@tensorflow/tfjs-core'
import { Graph } from '../graph/graph'
import type { LoweringTable } from '../lowering'
import type { Elements, Value } from '../value'
import { valueType } from '../value'
import type { CaptureBackend, DataId } from './capture-backend'
import { captureBackend } from './capture-engine'
import { refuseRandom } from './frozen-random'
import { mapTensors, resultPlaces, type Nested } from './nested'
import { watchVariables, type WatchedVariables } from './variables'

/** A function of nested tensors. `late` tensors are made anew for each call. */
export type Capturable<Args extends readonly Nested[], Result, Context> = (
  args: Args,
  late: Late<Context>,
) => Result

export interface LateInput<Context> {
  readonly input: Value
  readonly supply: (context: Context) => Tensor
}

export interface CapturedVariable {
  readonly variable: Variable
  /** Absent where the function never reads it. */
  readonly input?: Value
  /** Absent where the function never assigns it. */
  readonly output?: Value
}

/** A function as a graph. */
export interface Captured<Context = unknown> {
  readonly graph: Graph
  /** In the order of `tensorsIn(args)`. */
  readonly args: readonly Value[]
  readonly late: readonly LateInput<Context>[]
  readonly variables: readonly CapturedVariable[]
  /** What the function returned, with the outputs of the graph in place of tensors. */
  readonly result: Nested
}

export interface CaptureOptions<Context> {
  readonly context: Context
  readonly table: LoweringTable
}

/** How often a function may make variables: once for its layers, once for its optimizer, and once more. */
const mostPasses = 4

/**
 * Runs a function once with tensors that have no numbers, and returns what it does as a graph.
 *
 * Registered variables that the function reads are inputs of the graph, those that it assigns are outputs; afterwards
 * each has the value it had before. Variables that the function makes (an optimizer's slots, layers that are built by
 * their first use) keep their initial values, and the function is run again: the graph then has them like any other. All
 * other tensors are constants. Numbers of JavaScript become part of the graph: what is to change from call to call has
 * to be a tensor of `args`, or `late`.
 *
 * Throws a PotstillError where an operation has no ONNX form, where the function reads a tensor's numbers, and where it
 * draws random numbers by itself, which would be the same in every call.
 */
export function capture<Args extends readonly Nested[], Result, Context>(
  fn: Capturable<Args, Result, Context>,
  args: Args,
  options: CaptureOptions<Context>,
): Captured<Context> {
  for (let pass = 1; ; pass++) {
    const { made, captured } = capturePass(fn, args, options, pass === mostPasses)
    if (!made) return captured
  }
}

function capturePass<Args extends readonly Nested[], Result, Context>(
  fn: Capturable<Args, Result, Context>,
  args: Args,
  { context, table }: CaptureOptions<Context>,
  last: boolean,
): { readonly made: boolean; readonly captured: Captured<Context> } {
  const graph = new Graph()
  const late: LateInput<Context>[] = []
  const { backend, enter } = captureBackend(table)
  const variables = watchVariables((dataId) => backend.concrete(dataId))
  const inputs = variableInputs(graph, variables)
  const random = refuseRandom()
  const leave = enter({ graph, variableInput: (dataId) => inputs.of(dataId) })
  try {
    let found: { readonly made: boolean; readonly captured: Captured<Context> } | undefined
    engine().tidy(() => {
      const given: Value[] = []
      const symbolicArgs = mapTensors(args, (tensor) => {
        const input = graphInput(graph, `x${given.length}`, tensor)
        given.push(input)
        return asTensor(backend, input)
      }) as Args
      const result = fn(symbolicArgs, (supply) => {
        const example = supply(context)
        const input = graphInput(graph, `late${late.length}`, example)
        example.dispose()
        late.push({ input, supply })
        return asTensor(backend, input)
      })
      const made = variables.made.length > 0 && !last
      if (!made) random.check()
      const outputs = namedOutputs(graph, backend, result)
      const assigned = new Map(variables.assigned().map((variable, index) => [variable, index]))
      const changed = [...assigned].map(([variable, index]) => ({
        variable,
        output: graph.output(`w${index}`, backend.graphValue(variable)),
      }))
      found = {
        made,
        captured: { graph, args: given, late, variables: inputs.all(changed), result: outputs },
      }
    })
    return found as unknown as { readonly made: boolean; readonly captured: Captured<Context> }
  } finally {
    leave()
    random.end()
    variables.restore()
  }
}

function graphInput(graph: Graph, name: string, { shape, dtype }: Tensor): Value {
  const type = valueType(dtype)
  if (type === undefined) throw new TypeError(`an input of dtype ${dtype}`)
  return graph.input(name, shape, type)
}

function asTensor(backend: CaptureBackend, value: Value): Tensor {
  return engine().makeTensorFromTensorInfo(backend.symbolic(value), backend)
}

/** Makes an input of a variable when the function first reads it. */
function variableInputs(graph: Graph, variables: WatchedVariables) {
  const inputs = new Map<Variable, Value>()
  return {
    of(dataId: DataId): Value | undefined {
      const variable = variables.variableOf(dataId)
      if (variable === undefined) return undefined
      const known = inputs.get(variable)
      if (known !== undefined) return known
      const input = graphInput(graph, `v${inputs.size}`, variable)
      inputs.set(variable, input)
      return input
    },
    all(
      changed: readonly { readonly variable: Variable; readonly output: Value }[],
    ): readonly CapturedVariable[] {
      const outputs = new Map(changed.map(({ variable, output }) => [variable, output]))
      return [...new Set([...inputs.keys(), ...outputs.keys()])].map((variable) => {
        const input = inputs.get(variable)
        const output = outputs.get(variable)
        return { variable, ...(input && { input }), ...(output && { output }) }
      })
    },
  }
}

function namedOutputs(graph: Graph, backend: CaptureBackend, result: unknown): Nested {
  let count = 0
  return resultPlaces(result, (tensor) => graph.output(`y${count++}`, backend.graphValue(tensor)))
}

/** Turns an input into a constant: a weight that is not going to change can be prepared once by whoever runs the graph. */
export function freezeInput(graph: Graph, input: Value, values: Elements): void {
  graph.inputs.splice(graph.inputs.indexOf(input), 1)
  graph.constants.set(input.name, { ...input, values })
}
