import type { Late } from '@potstill/spec'
import { engine, type Tensor } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { valueType, type Value } from '../value'
import type { Capturable, Captured, CapturedVariable, CaptureOptions, LateInput } from './capture'
import type { CaptureBackend } from './capture-backend'
import { captureSurroundings, type CaptureSurroundings } from './capture-surroundings'
import { freezeInput } from './freeze-input'
import { isVariable, mapTensors, resultPlaces, type Nested } from './nested'
import { asynchronous, disposesVariable, frozenRandom, keptTensor, noGraphType } from './refusals'

/** A graph, and whether the function made variables: it then has to run again with them. */
export interface Pass<Context> {
  readonly madeVariables: boolean
  readonly captured: Captured<Context>
}

/** Runs the function once. */
export function capturePass<Args extends readonly Nested[], Result, Context>(
  fn: Capturable<Args, Result, Context>,
  args: Args,
  { context, table }: CaptureOptions<Context>,
): Pass<Context> {
  const surroundings = captureSurroundings(table)
  const { graph, backend, variables, random } = surroundings
  let pass: Pass<Context>
  try {
    const given: Value[] = []
    const symbolicArgs = mapTensors(args, (tensor) => {
      if (isVariable(tensor)) return tensor
      const input = graphInput(graph, `x${given.length}`, tensor)
      given.push(input)
      return asTensor(backend, input)
    }) as Args
    const late: LateInput<Context>[] = []
    const result = fn(symbolicArgs, lateInputs(late, surroundings, context))
    refusePromise(result)
    const refused = surroundings.refused()
    if (refused !== undefined) throw refused
    const [gone] = variables.disposed()
    if (gone !== undefined) throw disposesVariable(gone.name)
    const madeVariables = [...variables.made].some(({ isDisposed }) => !isDisposed)
    // Layers that are built now draw their weights now, once.
    if (!madeVariables && random.asked()) throw frozenRandom()
    let count = 0
    const places = resultPlaces(result, (tensor) => graph.output(`y${count++}`, backend.graphValue(tensor)))
    pass = {
      madeVariables,
      captured: { graph, args: given, late, variables: capturedVariables(surroundings), result: places },
    }
  } catch (error) {
    surroundings.end()
    throw error
  }
  if (surroundings.end() > 0) throw keptTensor()
  return pass
}

function lateInputs<Context>(
  found: LateInput<Context>[],
  { graph, backend, random, outside }: CaptureSurroundings,
  context: Context,
): Late<Context> {
  return (supply) => {
    const example = random.allow(() => outside(() => supply(context)))
    const input = graphInput(graph, `late${found.length}`, example)
    example.dispose()
    found.push({ input, supply })
    return asTensor(backend, input)
  }
}

function capturedVariables({ graph, backend, variables, inputs }: CaptureSurroundings): CapturedVariable[] {
  const outputs = new Map(
    variables
      .assigned()
      .map((variable, index) => [variable, graph.output(`w${index}`, backend.graphValue(variable))]),
  )
  const read = new Map(inputs.entries())
  return [...new Set([...read.keys(), ...outputs.keys()])].flatMap((variable) => {
    const [input, output] = [read.get(variable), outputs.get(variable)]
    // Made and disposed in passing: it starts from the same value in each call.
    if (variable.isDisposed && input !== undefined)
      freezeInput(graph, input, variables.before(variable).slice())
    if (variable.isDisposed) return []
    return [{ variable, ...(input && { input }), ...(output && { output }) }]
  })
}

function graphInput(graph: Graph, name: string, { shape, dtype }: Tensor): Value {
  const type = valueType(dtype)
  if (type === undefined) throw noGraphType(dtype)
  return graph.input(name, shape, type)
}

function asTensor(backend: CaptureBackend, value: Value): Tensor {
  return engine().makeTensorFromTensorInfo(backend.symbolic(value), backend)
}

function refusePromise(result: unknown): void {
  if (!(result instanceof Promise)) return
  // What fails in it later has no one else to listen.
  result.catch(() => undefined)
  throw asynchronous()
}
