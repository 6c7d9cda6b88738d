// Registers the gradients.
import '@tensorflow/tfjs-layers'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compile } from '../compile'
import { registerBackend } from '../register-backend'
import {
  programFunction,
  programVariables,
  randomProgram,
  variableCount,
  type RandomProgram,
} from '../testing/random-programs'

beforeAll(async () => {
  await registerBackend({ threads: 1 })
  await tf.setBackend('onnxruntime')
})
afterAll(() => tf.disposeVariables())

type Called = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor[]

/** What a program gives in each call, and what its variables are after it. */
function trace(program: RandomProgram, prepare: (fn: Called) => Called): unknown[] {
  const variables = programVariables()
  const fn = prepare(programFunction(program, variables))
  const held: tf.Tensor[] = []
  const traced = program.calls.map(({ numbers, changed, copied }) =>
    tf.tidy(() => {
      const [x, y] = [tf.tensor2d(numbers.slice(0, 4), [2, 2]), tf.tensor2d(numbers.slice(4), [2, 2])]
      const variable = changed === undefined ? undefined : variables[changed % variableCount]!
      variable?.assign(x)
      if (variable !== undefined && copied) held.push(tf.keep(tf.clone(variable)))
      const results = fn(x, y).map((result) => [result.shape, [...result.dataSync()]])
      return [results, variables.map((variable) => [...variable.dataSync()])] as unknown as tf.TensorContainer
    }),
  )
  tf.dispose([...variables, ...held])
  return traced
}

it('a compiled function does what the function does, whatever that does to variables', () => {
  const before = tf.memory().numTensors
  let made = 0
  fc.assert(
    fc.property(randomProgram, (program) => {
      const eager = trace(program, (fn) => (x, y) => tf.tidy(() => fn(x, y)))
      const compiled = trace(program, (fn) => {
        const step = compile(fn)
        return (x, y) => step(x, y)
      })
      made += 2
      expect(noZeroSigns(compiled)).toEqual(noZeroSigns(eager))
      // Of each trace, the constant of its program.
      expect(tf.memory().numTensors).toBe(before + made)
    }),
    { numRuns: 200 },
  )
})

/** −0 and 0 are the same number to everyone but `toEqual`. */
function noZeroSigns(traced: unknown): unknown {
  return JSON.parse(JSON.stringify(traced))
}
