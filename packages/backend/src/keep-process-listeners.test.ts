import { findBackend } from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { useBackend } from './use-backend'

it('leaves uncaught errors to Node.js after wasm has started', async () => {
  const listeners = () =>
    (['uncaughtException', 'unhandledRejection'] as const).map((event) => process.rawListeners(event))
  const before = listeners()
  expect(findBackend('wasm')).toBeFalsy()
  await useBackend('wasm')
  expect(findBackend('wasm')).toBeTruthy()
  expect(listeners()).toEqual(before)
})
