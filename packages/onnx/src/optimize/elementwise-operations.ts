/** ONNX operations of one operand that act on each element by itself. */
const unary = [
  'Abs',
  'Ceil',
  'Erf',
  'Exp',
  'Floor',
  'HardSigmoid',
  'Log',
  'Neg',
  'Reciprocal',
  'Relu',
  'Round',
  'Sigmoid',
  'Sign',
  'Softplus',
  'Sqrt',
  'Tanh',
]

/** ONNX operations of two operands that broadcast. */
const binary = ['Add', 'Div', 'Max', 'Min', 'Mul', 'Pow', 'Sub']

/** Operations whose result at one place depends on that place alone, and that broadcast their operands. */
export const elementwiseOperations: ReadonlySet<string> = new Set([...unary, ...binary])
