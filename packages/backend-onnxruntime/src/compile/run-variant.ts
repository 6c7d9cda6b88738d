import { mapResults, type Captured, type Value } from '@potstill/onnx'
import type { CompiledCall } from '@potstill/spec'
import { dispose, engine, type Tensor, type TensorContainer } from '@tensorflow/tfjs-core'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import type { NativeTensors } from '../runtime/runtime'
import type { Session } from '../runtime/session'
import { disposedArgument, disposedVariable, lateChanged } from './refusals'

/** A captured function with the session of its graph; no session where nothing is to be computed. */
export interface Program<Context> extends Omit<Captured<Context>, 'graph'> {
  readonly name: string
  readonly backend: OnnxruntimeBackend
  readonly session: Session | undefined
  /** Names of the inputs that the graph has kept. */
  readonly live: ReadonlySet<string>
}

/** Runs a program: feeds arguments, late tensors and variables, returns the results and assigns the variables. */
export function runVariant<Result, Context>(
  program: Program<Context>,
  args: readonly Tensor[],
  { context, accept }: CompiledCall<Result, Context>,
): Result {
  const { variables, backend } = program
  refuseDisposed(program, args)
  const values = compute(program, args, context)
  const asTensor = (output: Value) =>
    engine().makeTensorFromTensorInfo(
      backend.result(output, values.get(output.name) as ReturnType<OnnxruntimeBackend['take']>),
      backend,
    )
  const result = mapResults(program.result, asTensor) as Result
  const updates = variables.flatMap(({ variable, output }) =>
    output === undefined ? [] : [{ variable, next: asTensor(output) }],
  )
  try {
    if (accept?.(result) ?? true) for (const { variable, next } of updates) variable.assign(next)
  } catch (error) {
    dispose(result as TensorContainer)
    throw error
  } finally {
    for (const { next } of updates) next.dispose()
  }
  return result
}

function refuseDisposed<Context>({ name, variables }: Program<Context>, args: readonly Tensor[]): void {
  if (args.some(({ isDisposed }) => isDisposed)) throw disposedArgument(name)
  const gone = variables.find(({ variable }) => variable.isDisposed)
  if (gone !== undefined) throw disposedVariable(name, gone.variable.name)
}

/** The arrays of all outputs, by name. */
function compute<Context>(program: Program<Context>, args: readonly Tensor[], context: Context) {
  const { backend, session, live, variables } = program
  const arrays = new Map<string, ReturnType<OnnxruntimeBackend['take']>>()
  if (session === undefined) return arrays
  const feeds: NativeTensors = {}
  const feed = ({ name, dtype, shape }: Value, tensor: Tensor) => {
    feeds[name] = session.tensor(dtype, backend.valuesOf(tensor), shape)
  }
  const fetches: NativeTensors = {}
  const fetch = (output: Value) => {
    const values = backend.take(output)
    arrays.set(output.name, values)
    fetches[output.name] = session.tensor(output.dtype, values, output.shape)
  }
  program.args.forEach((input, index) => {
    if (live.has(input.name)) feed(input, args[index] as Tensor)
  })
  for (const { variable, input } of variables) {
    if (input !== undefined && live.has(input.name)) feed(input, variable)
  }
  mapResults(program.result, fetch)
  for (const { output } of variables) if (output !== undefined) fetch(output)
  engine().tidy(() => {
    for (const { input, supply } of program.late) {
      if (live.has(input.name)) feed(input, sameKind(program.name, input, supply(context)))
    }
    session.run(feeds, fetches)
  })
  return arrays
}

/** A late tensor, if it is of the kind for which the program was made. */
function sameKind(name: string, { dtype, shape }: Value, tensor: Tensor): Tensor {
  const [expected, received] = [
    `${dtype} [${shape.join(', ')}]`,
    `${tensor.dtype} [${tensor.shape.join(', ')}]`,
  ]
  if (expected === received) return tensor
  throw lateChanged(name, expected, received)
}
