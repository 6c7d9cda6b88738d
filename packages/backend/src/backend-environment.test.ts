import { afterEach, describe, expect, it, vi } from 'vitest'
import { backendEnvironment } from './backend-environment'
import { useBackend } from './use-backend'

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('backendEnvironment', () => {
  it('describes a run in Node.js', async () => {
    expect(backendEnvironment(await useBackend('cpu'))).toEqual({
      backend: 'cpu',
      versions: { 'tfjs-core': '4.22.0', backend: '4.22.0' },
      threads: 1,
      node: process.versions.node,
      processor: process.arch,
    })
  })

  it('leaves out what a browser does not tell', () => {
    vi.stubGlobal('process', undefined)
    expect(backendEnvironment({ name: 'wasm', tensorflowName: 'wasm', passedOver: [] })).toEqual({
      backend: 'wasm',
      versions: { 'tfjs-core': '4.22.0' },
    })
  })
})
