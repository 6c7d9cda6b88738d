import type { Late } from '@potstill/spec'
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import type { LoweringTable } from '../lowering'
import type { Value } from '../value'
import { capturePass } from './capture-pass'
import type { Nested } from './nested'
import { variablesEveryTime } from './refusals'

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
  /** In the order of `argumentTensors(args)`. */
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
 * each has the value it had before. A variable among the arguments is that variable, and no input of its own. Variables
 * that the function makes (an optimizer's slots, layers that are built by their first use) keep their initial values, and
 * the function is run again: the graph then has them like any other. All other tensors are constants. Numbers of
 * JavaScript become part of the graph: what is to change from call to call has to be a tensor of `args`, or `late`.
 *
 * Whatever happens, TensorFlow.js is afterwards in the state it was in: its backend, tapes, scopes and tensors. Variables
 * that the function made remain.
 *
 * Throws a PotstillError where an operation has no ONNX form, where the function reads a tensor's numbers, where it draws
 * random numbers by itself, which would be the same in every call, and where it keeps a tensor for later; and whatever
 * the function throws.
 */
export function capture<Args extends readonly Nested[], Result, Context>(
  fn: Capturable<Args, Result, Context>,
  args: Args,
  options: CaptureOptions<Context>,
): Captured<Context> {
  for (let passes = 0; passes < mostPasses; passes++) {
    const { madeVariables, captured } = capturePass(fn, args, options)
    if (!madeVariables) return captured
  }
  throw variablesEveryTime()
}
