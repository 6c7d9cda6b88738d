import { isComposite } from '../composite/composite'
import type { Attribute } from '../graph/attributes'
import type { Constant, Graph, GraphNode } from '../graph/graph'
import { layOut } from '../layout/lay-out'
import { elementType, type Value } from '../value'
import { MessageWriter } from './protobuf'

export interface EncodeOptions {
  /**
   * How the sizes of inputs and outputs are written: `fixed`, or `ranks` where only the number of axes is to be known, so
   * that one model serves any size. Default: `fixed`.
   */
  readonly sizes?: 'fixed' | 'ranks'
  /** A first output of this name that is an empty sequence instead of a tensor, for who can tell by it where to stop. */
  readonly emptySequence?: string
  /** The name of the program that made the model. Default: `potstill`. */
  readonly producer?: string
}

/** The operator set that all lowerings are written for; ONNX Runtime knows it from 1.14 on. */
export const operatorSet = 18

const intermediateVersion = 8
/** The numbers of `AttributeProto.AttributeType`. */
const attributeType = { float: 1, int: 2, string: 3, ints: 7 } as const

/**
 * Encodes a graph as an ONNX model file. What is still composite is laid out for any program that runs ONNX.
 *
 * Source of the field numbers: onnx.proto, IR version 8, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 *
 * @example
 * const graph = new Graph()
 * graph.output('y', graph.input('x', [2], 'float32'))
 * encodeModel(graph) instanceof Uint8Array // => true
 */
export function encodeModel(
  given: Graph,
  { sizes = 'fixed', producer = 'potstill', emptySequence }: EncodeOptions = {},
): Uint8Array {
  const graph = given.nodes.some(isComposite) ? layOut(given.copy()) : given
  const model = new MessageWriter()
  model.int(1, intermediateVersion).text(2, producer)
  model.message(7, (message) => {
    if (emptySequence !== undefined) {
      message.message(1, (nested) => nested.text(2, emptySequence).text(4, 'SequenceEmpty'))
    }
    for (const node of graph.nodes) message.message(1, (nested) => writeNode(nested, node))
    message.text(2, 'potstill')
    for (const constant of graph.constants.values())
      message.message(5, (nested) => writeConstant(nested, constant))
    for (const value of graph.inputs) message.message(11, (nested) => writeValue(nested, value, sizes))
    if (emptySequence !== undefined) {
      message.message(12, (nested) => writeSequence(nested.text(1, emptySequence)))
    }
    for (const value of graph.outputs) message.message(12, (nested) => writeValue(nested, value, sizes))
  })
  const others = new Set(graph.nodes.map(({ domain }) => domain).filter((domain) => domain !== ''))
  model.message(8, (message) => message.text(1, '').int(2, operatorSet))
  for (const domain of others) model.message(8, (message) => message.text(1, domain).int(2, 1))
  return model.finish()
}

function writeNode(message: MessageWriter, { op, domain, inputs, outputs, attributes }: GraphNode): void {
  for (const name of inputs) message.text(1, name)
  for (const name of outputs) message.text(2, name)
  message.text(4, op)
  for (const [name, attribute] of Object.entries(attributes)) {
    message.message(5, (nested) => writeAttribute(nested.text(1, name), attribute))
  }
  if (domain !== '') message.text(7, domain)
}

function writeAttribute(message: MessageWriter, attribute: Attribute): void {
  if (typeof attribute === 'number') message.int(3, attribute).int(20, attributeType.int)
  else if (typeof attribute === 'string') message.text(4, attribute).int(20, attributeType.string)
  else if ('float' in attribute) message.float(2, attribute.float).int(20, attributeType.float)
  else {
    for (const value of attribute) message.int(8, value)
    message.int(20, attributeType.ints)
  }
}

function writeConstant(message: MessageWriter, { name, shape, dtype, values }: Constant): void {
  for (const length of shape) message.int(1, length)
  message.int(2, elementType[dtype]).text(8, name)
  message.bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
}

/** The type of a sequence of float tensors. */
function writeSequence(message: MessageWriter): void {
  message.message(2, (type) =>
    type.message(4, (sequence) =>
      sequence.message(1, (element) => element.message(1, (tensor) => tensor.int(1, elementType.float32))),
    ),
  )
}

function writeValue(message: MessageWriter, { name, shape, dtype }: Value, sizes: 'fixed' | 'ranks'): void {
  message.text(1, name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.int(1, elementType[dtype]).message(2, (dimensions) => {
        shape.forEach((length, axis) =>
          dimensions.message(1, (dimension) => {
            if (sizes === 'fixed') dimension.int(1, length)
            else dimension.text(2, `${name}_${axis}`)
          }),
        )
      }),
    ),
  )
}
