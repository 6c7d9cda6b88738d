import { PotstillError } from '@potstill/spec'
import type { Graph } from './graph/graph'
import type { Value } from './value'

/** What a TensorFlow.js kernel is given, as values of a graph: by name, or a list (kernels such as AddN and Concat). */
export type LoweringInputs = Readonly<Record<string, Value | undefined>>

/** What a lowering is called with. `Inputs` and `Attrs` are those of the kernel, as TensorFlow.js declares them. */
export interface LoweringGiven<Inputs, Attrs> {
  readonly inputs: Inputs
  readonly attrs: Attrs
  readonly graph: Graph
}

/**
 * Says one TensorFlow.js kernel in ONNX nodes: a pure function of shapes, element types and attributes, which appends
 * to the graph and returns the results with the shapes and types that the kernel would give. Throws `cannotLower`
 * where these attributes or types have no such nodes.
 */
export type Lowering<Inputs = LoweringInputs, Attrs = unknown> = (
  given: LoweringGiven<Inputs, Attrs>,
) => Value | readonly Value[]

/** Lowerings by the name of the kernel. */
export type LoweringTable = Readonly<Record<string, Lowering>>

/** Lets a lowering be written with the inputs and attributes of its kernel. */
export function lowering<Inputs, Attrs = unknown>(lower: Lowering<Inputs, Attrs>): Lowering {
  return lower as Lowering<never, never> as unknown as Lowering
}

/** Kernels whose inputs are a list have them under '0', '1', …, in order. */
export function listed(inputs: LoweringInputs): readonly Value[] {
  return Object.values(inputs).filter((value) => value !== undefined)
}

/** The error of a lowering that does not cover what it was given. */
export function cannotLower(kernel: string, reason: string): PotstillError {
  return new PotstillError({
    code: 'onnx/cannot-lower',
    component: kernel,
    expected: `${kernel} as ONNX nodes`,
    received: reason,
    fix: 'keep this operation out of the function that is compiled or exported',
  })
}
