import {
  Abs,
  Acos,
  Acosh,
  Asin,
  Asinh,
  Atan,
  Atanh,
  Ceil,
  Cos,
  Cosh,
  Erf,
  Exp,
  Floor,
  IsFinite,
  IsInf,
  IsNan,
  Log,
  Neg,
  Reciprocal,
  Round,
  Rsqrt,
  Sign,
  Sin,
  Sinh,
  Sqrt,
  Square,
  Tan,
  Tanh,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel, type KernelCases } from '../../testing/kernel-cases'
import { anyFloat, anyTensor, moderateFloat, smallInteger } from '../../testing/tensor-arbitraries'

const x = (number?: fc.Arbitrary<number>) => anyTensor('float32', {}, number).map((x) => ({ inputs: { x } }))

const whole = anyTensor('int32', {}, smallInteger).map((x) => ({ inputs: { x } }))

/** Types that the lowering is to refuse. */
const refused = (...types: ('float32' | 'int32' | 'bool')[]) =>
  fc
    .oneof(...types.map((dtype) => anyTensor(dtype, { maxRank: 1 })))
    .map((x) => ({ inputs: { x }, refused: true }))

const fractions = (number?: fc.Arbitrary<number>): KernelCases =>
  kernelCase(
    fc.oneof({ arbitrary: x(number), weight: 9 }, { arbitrary: refused('int32', 'bool'), weight: 1 }),
  )

const fractionsAndWhole = (number?: fc.Arbitrary<number>): KernelCases =>
  kernelCase(
    fc.oneof(
      { arbitrary: x(number), weight: 6 },
      { arbitrary: whole, weight: 3 },
      { arbitrary: refused('bool'), weight: 1 },
    ),
  )

/** Where sine and cosine in single precision lose no digits to the size of their argument. */
const angle = fc.oneof(moderateFloat, fc.constantFrom(NaN, Infinity, -Infinity, -0))

/** Numbers whose tangent is not near its poles: there a digit of the argument is many of the result. */
const tame = fc.float({ min: -1.5, max: 1.5, noNaN: true })

/** Halves, which are rounded to the even neighbour. */
const halves = fc.oneof(
  anyFloat,
  fc.integer({ min: -9, max: 9 }).map((value) => value / 2),
)

const unit = fc.oneof(fc.float({ min: -1, max: 1, noNaN: true }), anyFloat)

export const unaryCases: CasesByKernel = {
  [Abs]: fractionsAndWhole(),
  [Acos]: fractions(unit),
  [Acosh]: fractions(),
  [Asin]: fractions(unit),
  [Asinh]: fractions(),
  [Atan]: fractions(),
  [Atanh]: fractions(unit),
  [Ceil]: fractionsAndWhole(halves),
  [Cos]: fractions(angle),
  [Cosh]: fractions(),
  [Erf]: fractions(),
  [Exp]: fractions(),
  [Floor]: fractionsAndWhole(halves),
  [IsFinite]: fractions(),
  [IsInf]: fractions(),
  [IsNan]: fractions(),
  [Log]: fractions(),
  [Neg]: fractionsAndWhole(),
  [Reciprocal]: fractions(),
  [Round]: fractionsAndWhole(halves),
  [Rsqrt]: fractions(),
  [Sign]: fractionsAndWhole(),
  [Sin]: fractions(angle),
  [Sinh]: fractions(),
  [Sqrt]: fractions(),
  [Square]: fractionsAndWhole(),
  [Tan]: fractions(tame),
  [Tanh]: fractions(),
}
