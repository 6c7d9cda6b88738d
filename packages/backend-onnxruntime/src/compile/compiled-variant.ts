import {
  capture,
  encodeModel,
  freezeInput,
  lowerings,
  mapResults,
  optimize,
  tensorsIn,
  type Captured,
  type Elements,
  type Value,
} from '@potstill/onnx'
import type { Compilable, CompiledCall } from '@potstill/spec'
import { engine, type Tensor, type Variable } from '@tensorflow/tfjs-core'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import { Session } from '../runtime/session'
import type { NativeTensors } from '../runtime/runtime'
import { compiledSessionOptions } from './session-options'

type Array = ReturnType<OnnxruntimeBackend['take']>

/** One native program for one set of shapes. */
export interface CompiledVariant<Args, Result, Context> {
  run(args: Args, call: CompiledCall<Result, Context>): Result
  /** Variables that were made part of the program and have changed since. */
  changed(): readonly Variable[]
  dispose(): void
}

/**
 * Captures a function and loads the graph.
 *
 * @param open variables that change between calls although the function does not assign them: they stay inputs
 */
export function compileVariant<Args, Result, Context>(
  backend: OnnxruntimeBackend,
  fn: Compilable<Args, Result, Context>,
  args: Args,
  context: Context,
  open: ReadonlySet<Variable>,
): CompiledVariant<Args, Result, Context> {
  const captured = capture((given: readonly [Args], late) => fn(given[0], late), [args], {
    context,
    table: lowerings,
  }) as Captured<Context>
  const frozen = freeze(captured, backend, open)
  const graph = optimize(captured.graph)
  const session = new Session(backend.runtime, encodeModel(graph), compiledSessionOptions(backend.options))
  const alive = new Set(graph.inputs.map(({ name }) => name))
  const live = (input: Value) => alive.has(input.name)
  const read = captured.variables.filter(({ input }) => input !== undefined && live(input))
  const assigned = captured.variables.filter(({ output }) => output !== undefined)

  return {
    run(args, { context, accept }) {
      const feeds: NativeTensors = {}
      const feed = ({ name, dtype, shape }: Value, tensor: Tensor) => {
        feeds[name] = session.tensor(dtype, backend.valuesOf(tensor), shape)
      }
      const tensors = tensorsIn(args)
      captured.args.forEach((input, index) => {
        if (live(input)) feed(input, tensors[index] as Tensor)
      })
      const late = captured.late
        .filter(({ input }) => live(input))
        .map(({ input, supply }) => {
          const tensor = supply(context)
          feed(input, tensor)
          return tensor
        })
      for (const { variable, input } of read) feed(input as Value, variable)

      const fetches: NativeTensors = {}
      const fetch = (output: Value): Array => {
        const values = backend.take(output)
        fetches[output.name] = session.tensor(output.dtype, values, output.shape)
        return values
      }
      const results = new Map<string, Array>()
      mapResults(captured.result, (output) => results.set(output.name, fetch(output)))
      const updates = assigned.map(({ output }) => fetch(output as Value))
      session.run(feeds, fetches)
      for (const tensor of late) tensor.dispose()

      const asTensor = (output: Value, values: Array) =>
        engine().makeTensorFromTensorInfo(backend.result(output, values), backend)
      const result = mapResults(captured.result, (output) =>
        asTensor(output, results.get(output.name) as Array),
      ) as Result
      const accepted = accept?.(result) ?? true
      assigned.forEach(({ variable, output }, index) => {
        const next = asTensor(output as Value, updates[index] as Array)
        if (accepted) variable.assign(next)
        next.dispose()
      })
      return result
    },
    changed: () =>
      frozen.filter(({ variable, dataId }) => variable.dataId !== dataId).map(({ variable }) => variable),
    dispose: () => session.dispose(),
  }
}

/** Makes constants of the variables that the function reads and never assigns: ONNX Runtime prepares those once. */
function freeze<Context>(
  { graph, variables }: Captured<Context>,
  backend: OnnxruntimeBackend,
  open: ReadonlySet<Variable>,
) {
  return variables.flatMap(({ variable, input, output }) => {
    if (input === undefined || output !== undefined || open.has(variable)) return []
    freezeInput(graph, input, backend.valuesOf(variable) as Elements)
    return [{ variable, dataId: variable.dataId }]
  })
}
