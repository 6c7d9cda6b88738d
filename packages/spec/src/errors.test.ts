import { describe, expect, it } from 'vitest'
import { isPotstillError, PotstillError } from './errors'

const details = { code: 'a/b', component: 'mlp', expected: 'one', received: 'two', fix: 'give one' }

describe('PotstillError', () => {
  it('says what was expected, what came and what to do', () => {
    expect(new PotstillError(details).message).toBe(
      '[potstill] [mlp] expected one; got two. To fix it: give one.',
    )
  })

  it('is a request error unless it is said to be of the work', () => {
    expect(new PotstillError(details).category).toBe('request')
    expect(new PotstillError({ ...details, category: 'work' }).category).toBe('work')
  })

  it('is known across copies of the package by its mark', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('potstill.error')]: true })
    expect(isPotstillError(foreign)).toBe(true)
    expect(isPotstillError(new Error('x'))).toBe(false)
    expect(isPotstillError(undefined)).toBe(false)
  })

  it('keeps its cause', () => {
    const cause = new Error('below')
    expect(new PotstillError({ ...details, cause }).cause).toBe(cause)
  })
})
