import { describe, expect, it } from 'vitest'
import { flatEnvironment } from './flat-environment'

describe('flatEnvironment', () => {
  it('writes what lies deeper under joined keys, and leaves out what is not known', () => {
    const environment = { backend: 'cpu', versions: { core: '4.22.0' }, threads: 2, node: undefined }
    expect(flatEnvironment(environment)).toEqual({ backend: 'cpu', 'versions.core': '4.22.0', threads: '2' })
  })
})
