import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'

const ofTwo = { add: tf.add, sub: tf.sub, mul: tf.mul } as const
const ofOne = { neg: tf.neg, clone: tf.clone } as const

/** A step of a program. Numbers choose among what there is by then, counted round. */
export type Instruction =
  | { readonly do: 'add' | 'sub' | 'mul'; readonly left: number; readonly right: number }
  | { readonly do: 'neg' | 'clone' | 'sum' | 'turn'; readonly of: number }
  | { readonly do: 'assign'; readonly variable: number; readonly value: number }
  | { readonly do: 'gradient'; readonly variable: number; readonly factor: number }

/** A function of two tensors that reads and assigns variables, and what happens to these between its calls. */
export interface RandomProgram {
  readonly instructions: readonly Instruction[]
  readonly results: readonly number[]
  readonly calls: readonly {
    readonly numbers: readonly number[]
    /** The variable that is assigned something before the call, if one is. */
    readonly changed: number | undefined
    /** Whether a copy of that variable is taken, and held. */
    readonly copied: boolean
  }[]
}

const choice = fc.nat({ max: 30 })
const instruction: fc.Arbitrary<Instruction> = fc.oneof(
  fc.record({ do: fc.constantFrom('add', 'sub', 'mul'), left: choice, right: choice }),
  fc.record({ do: fc.constantFrom('neg', 'clone', 'sum', 'turn'), of: choice }),
  fc.record({ do: fc.constant('assign'), variable: choice, value: choice }),
  fc.record({ do: fc.constant('gradient'), variable: choice, factor: choice }),
)

export const randomProgram: fc.Arbitrary<RandomProgram> = fc.record({
  instructions: fc.array(instruction, { minLength: 1, maxLength: 14 }),
  results: fc.array(choice, { minLength: 0, maxLength: 4 }),
  calls: fc.array(
    fc.record({
      numbers: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 8, maxLength: 8 }),
      changed: fc.option(choice, { nil: undefined }),
      copied: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
})

export const variableCount = 3

/** Variables of a program, each with numbers of its own. */
export function programVariables(): tf.Variable[] {
  return tf.tidy(() =>
    Array.from({ length: variableCount }, (_, index) =>
      tf.variable(tf.tensor2d([index, 1 - index, 2, -index], [2, 2])),
    ),
  ) as unknown as tf.Variable[]
}

/** The function that a program describes. Its numbers stay whole and small, so that every order of sums is exact. */
export function programFunction({ instructions, results }: RandomProgram, variables: readonly tf.Variable[]) {
  const constant = tf.tensor2d([1, 2, 3, -1], [2, 2])
  return (x: tf.Tensor, y: tf.Tensor): tf.Tensor[] => {
    const made: tf.Tensor[] = []
    const at = (index: number): tf.Tensor => {
      const all = [x, y, constant, ...variables, ...made]
      return all[index % all.length]!
    }
    const variableAt = (index: number) => variables[index % variables.length]!
    for (const each of instructions) {
      switch (each.do) {
        case 'add':
        case 'sub':
        case 'mul':
          made.push(bounded(ofTwo[each.do](at(each.left), at(each.right))))
          break
        case 'neg':
        case 'clone':
          made.push(ofOne[each.do](at(each.of)))
          break
        case 'sum':
          made.push(bounded(tf.sum(at(each.of), 0, true)))
          break
        case 'turn':
          made.push(tf.transpose(at(each.of)))
          break
        case 'assign': {
          const value = tf.add(at(each.value), tf.zeros([2, 2]))
          variableAt(each.variable).assign(bounded(value))
          break
        }
        case 'gradient': {
          const [variable, factor] = [variableAt(each.variable), at(each.factor)]
          const { grads } = tf.variableGrads(
            () => tf.sum(tf.mul(tf.mul(variable, variable), factor)) as tf.Scalar,
            [variable],
          )
          made.push(bounded(grads[variable.name]!))
        }
      }
    }
    return results.map((index) => tf.clone(at(index)))
  }
}

function bounded(x: tf.Tensor): tf.Tensor {
  return tf.minimum(tf.maximum(x, -9), 9)
}
