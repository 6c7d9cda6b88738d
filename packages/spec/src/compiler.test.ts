import { describe, expect, it } from 'vitest'
import { compilerKey, compilerOf, type Compiler } from './compiler'

describe('compilerOf', () => {
  it('finds the compiler of a backend, also where another copy of this package put it', () => {
    const compiler: Compiler = {
      compile: () => ({ run: () => undefined as never, dispose: () => undefined }),
    }
    expect(compilerOf({ [compilerKey]: compiler })).toBe(compiler)
    expect(compilerOf({ [Symbol.for('potstill.compiler')]: compiler })).toBe(compiler)
  })

  it('finds none where there is none', () => {
    expect(compilerOf({})).toBeUndefined()
  })
})
