import '@tensorflow/tfjs-backend-cpu'
import { add, setBackend, tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileExample } from './compile-example'
import { runExample } from './run-example'

beforeAll(async () => {
  await setBackend('cpu')
})

const run = (code: string) => runExample(code, [{ add, tensor }])

describe('runExample', () => {
  it.each([
    ['a value', '1 + 1 // => 2'],
    ['a declaration', 'const sum: number = 1 + 1 // => 2'],
    ['several lines', 'const f = (\n  x: number,\n) => 2 * x\nf(\n  2,\n) // => 4'],
    ['the line below', 'const long = [1, 2]\n// => [1, 2]'],
    ['a value of two lines', '[[1, 2], [3, 4]]\n// => [\n//   [1, 2], [3, 4]]'],
    ['a tensor', 'add(tensor([1, 2]), 1) // => [2, 3]'],
    ['a tensor in an object', '({ loss: tensor(0.1) }) // => { loss: 0.1 }'],
    ['what is printed', `console.log(1 + 1) // => 2`],
    ['a promise', 'Promise.resolve(3) // => 3'],
    ['an error', `JSON.parse('{') // throws /JSON/`],
    ['an error of a promise', `Promise.reject(new Error('late')) // throws /late/`],
    ['a value inside a function', 'const f = () => {\n  1 + 1 // => 2\n}\nf()'],
    ['imports', `import { add as plus, type Tensor } from '@tensorflow/tfjs-core'\nplus(1, 2) // => 3`],
    ['exports', `export const one = 1\nexport default one\none // => 1`],
    ['not a number', '0 / 0 // => NaN'],
    ['nearness', '1 / 3 // => 0.333333'],
  ])('runs %s', async (_, code) => {
    await expect(run(code)).resolves.toBeUndefined()
  })

  it.each([
    ['a wrong value', '1 + 1 // => 3'],
    ['a wrong declaration', 'const sum = 1 + 1 // => 3'],
    ['a wrong whole number', '1000001 // => 1000000'],
    ['a wrong tensor', 'add(tensor([1, 2]), 1) // => [2, 4]'],
    ['another shape', 'tensor([[1, 2]]) // => [1, 2]'],
    ['a number that is not near enough', '1 / 3 // => 0.3333'],
    ['a missing key', '({ a: 1 }) // => { a: 1, b: 2 }'],
    ['an error that does not come', '1 + 1 // throws /./'],
    ['another error', `JSON.parse('{') // throws /YAML/`],
    ['a wrong value inside a function', 'const f = () => {\n  1 + 1 // => 3\n}\nf()'],
    ['a name from nowhere', 'missing()'],
    ['a syntax error', 'const = 2'],
  ])('refuses %s', async (_, code) => {
    await expect(run(code)).rejects.toThrow(/./)
  })

  it('refuses an expectation that stands behind no statement', () => {
    expect(() => compileExample('f(1, // => 2\n  2)')).toThrow(/1 lines say .* 0 of them/)
  })

  it('refuses an expectation that is prose', () => {
    expect(() => compileExample('1 + 1 // => about two')).toThrow(/no expression: about two/)
  })
})
