import { describe, expect, it } from 'vitest'
import { findPython } from '../lib/python.mjs'

describe('findPython', () => {
  it('says which program it asked for and how to name another', () => {
    expect(findPython({ POTSTILL_PYTHON: 'no-such-python' })).toEqual({
      missing: 'no-such-python does not run; POTSTILL_PYTHON names one that can',
    })
    // Node.js refuses to run this as Python does where torch is not installed: it ends with an error.
    expect(findPython({ POTSTILL_PYTHON: process.execPath }).missing).toContain(
      'cannot import torch and numpy',
    )
  })
})
