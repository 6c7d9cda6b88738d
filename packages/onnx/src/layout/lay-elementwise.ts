import type { GraphNode } from '../graph/graph'
import { sameShape, sizeOf } from '../graph/shapes'
import type { Value } from '../value'
import { pixelView, type Form, type LaidOut } from './forms'

/** Operations that compute each element of the result from the elements in its place. */
const elementwise = new Set(
  (
    'Abs Acos Acosh Add And Asin Asinh Atan Atanh BitShift Cast Ceil Celu Clip Cos Cosh Div Elu Equal Erf Exp Floor ' +
    'Gelu Greater GreaterOrEqual HardSigmoid HardSwish Identity IsInf IsNaN LeakyRelu Less LessOrEqual Log Max Min Mod ' +
    'Mul Neg Not Or PRelu Pow QuickGelu Reciprocal Relu Round Selu Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Sub ' +
    'Sum Tan Tanh ThresholdedRelu Where Xor'
  ).split(' '),
)

/** Lays out an elementwise operation in the form that its inputs are in; false where it is to stay as it was. */
export function layElementwise(laid: LaidOut, node: GraphNode): boolean {
  const { graph } = laid
  const [output] = node.outputs
  if (!elementwise.has(node.op) || output === undefined || node.outputs.length > 1) return false
  const result = graph.value(output)
  if (result.shape.length !== 4) return false
  const form = formOf(laid, node, result)
  if (form === 'last') return false
  const operands = node.inputs.map((name) => operandIn(laid, name, result, form))
  if (operands.includes('unfit')) return false
  const fitting = operands as (Operand | undefined)[]
  const view = form === 'blocked' && fitting.some((operand) => operand?.broadcast === true)
  const values = fitting.map((operand) =>
    view && operand?.whole === true ? pixelView(graph, operand.value, laid.block as number) : operand?.value,
  )
  const [batch, height, width, channels] = result.shape as [number, number, number, number]
  const image = { shape: [batch, channels, height, width], dtype: result.dtype }
  const { attributes, domain } = node
  if (!view) {
    laid.set(output, form, graph.node(node.op, values, image, { attributes, domain }))
    return true
  }
  const { shape } = values[fitting.findIndex((operand) => operand?.whole === true)] as Value
  const seen = graph.node(node.op, values, { shape, dtype: result.dtype }, { attributes, domain })
  laid.set(output, form, graph.node('Reshape', [seen, graph.int64s(image.shape)], image))
  return true
}

/** The form of the inputs that are as large as the result. */
function formOf(laid: LaidOut, { inputs }: GraphNode, { shape }: Value): Form {
  return laid.commonForm(
    inputs.filter((name) => name !== '' && sameShape(laid.graph.value(name).shape, shape)),
  )
}

interface Operand {
  readonly value: Value
  /** As large as the result. */
  readonly whole: boolean
  /** Smaller than the result, and more than one number. */
  readonly broadcast: boolean
}

function operandIn(laid: LaidOut, name: string, result: Value, form: Form): Operand | 'unfit' | undefined {
  if (name === '') return undefined
  const { graph } = laid
  const { shape } = graph.value(name)
  if (sizeOf(shape) === 1) return { value: laid.get(name, 'last'), whole: false, broadcast: false }
  if (sameShape(shape, result.shape)) return { value: laid.get(name, form), whole: true, broadcast: false }
  const [batch, height, width, channels] = [...Array<number>(4 - shape.length).fill(1), ...shape] as [
    number,
    number,
    number,
    number,
  ]
  // Else its own numbers would have to change their order.
  if (height * width > 1 && channels > 1) return 'unfit'
  const sides = height * width === 1 || sameShape([height, width], result.shape.slice(1, 3))
  if (form === 'blocked' && !sides) return 'unfit'
  const block = channels === 1 ? 1 : (laid.block as number)
  const view =
    form === 'blocked' ? [batch, channels / block, height * width, block] : [batch, channels, height, width]
  const value = laid.get(name, 'last')
  const seen = graph.node('Reshape', [value, graph.int64s(view)], { shape: view, dtype: value.dtype })
  return { value: seen, whole: false, broadcast: true }
}
