import { afterEach, expect, it, vi } from 'vitest'
import { tellOnce } from './tell-once'

afterEach(() => {
  vi.restoreAllMocks()
})

it('writes its message the first time only', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const tell = tellOnce('mind the gap')
  expect(warn).not.toHaveBeenCalled()
  tell()
  tell()
  expect(warn.mock.calls).toEqual([['mind the gap']])
})
