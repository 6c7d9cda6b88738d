import {
  argumentTensors,
  capture,
  freezeInput,
  lowerings,
  optimize,
  type Captured,
  type Elements,
  type Graph,
} from '@potstill/onnx'
import type { Compilable, CompiledCall } from '@potstill/spec'
import type { Variable } from '@tensorflow/tfjs-core'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import { channelBlock } from '../runtime/channel-block'
import type { Session } from '../runtime/session'
import { loadUncopied } from '../runtime/uncopied'
import { notLoaded } from './refusals'
import { runVariant } from './run-variant'
import { compiledSessionOptions } from './session-options'

/** One native program for one set of shapes. */
export interface CompiledVariant<Args, Result, Context> {
  run(args: Args, call: CompiledCall<Result, Context>): Result
  /** Variables that were made part of the program and have changed since. */
  changed(): readonly Variable[]
  dispose(): void
}

export interface VariantOptions<Context> {
  readonly name: string
  readonly context: Context
  /** Whether a variable changes between calls although the function does not assign it: it stays an input. */
  readonly isOpen: (variable: Variable) => boolean
}

/** Captures a function and loads the graph. */
export function compileVariant<Args, Result, Context>(
  backend: OnnxruntimeBackend,
  fn: Compilable<Args, Result, Context>,
  args: Args,
  { name, context, isOpen }: VariantOptions<Context>,
): CompiledVariant<Args, Result, Context> {
  // The graph holds the constants' numbers: nothing below may keep it.
  const { graph, ...captured }: Captured<Context> = capture(
    (given: readonly [Args], late) => fn(given[0], late),
    [args],
    { context, table: lowerings },
  )
  const frozen = freeze({ graph, ...captured }, backend, isOpen)
  const { executionProvider } = backend.options
  const block = executionProvider === 'cpu' ? channelBlock(backend.runtime) : undefined
  const { inputs, outputs } = optimize(graph, { block })
  const program = {
    name,
    backend,
    ...captured,
    live: new Set(inputs.map((input) => input.name)),
    session: outputs.length === 0 ? undefined : load(name, backend, graph),
  }
  return {
    run: (args, call) => runVariant<Result, Context>(program, argumentTensors(args), call),
    changed: () =>
      frozen.filter(({ variable, dataId }) => variable.dataId !== dataId).map(({ variable }) => variable),
    dispose: () => program.session?.dispose(),
  }
}

function load(name: string, backend: OnnxruntimeBackend, graph: Graph): Session {
  try {
    return loadUncopied(backend.runtime, graph, compiledSessionOptions(backend.options))
  } catch (error) {
    throw notLoaded(name, error)
  }
}

/** Makes constants of the variables that the function reads and never assigns: ONNX Runtime prepares those once. */
function freeze<Context>(
  { graph, variables }: Captured<Context>,
  backend: OnnxruntimeBackend,
  isOpen: (variable: Variable) => boolean,
) {
  return variables.flatMap(({ variable, input, output }) => {
    if (input === undefined || output !== undefined || isOpen(variable)) return []
    freezeInput(graph, input, backend.valuesOf(variable) as Elements)
    return [{ variable, dataId: variable.dataId }]
  })
}
