import { backendNames, useBackend, type BackendName } from '@potstill/backend'
import { isPotstillError } from '@potstill/spec'

/** The backends that are on this machine; wasm and cpu are on every one. */
export async function backendsHere(): Promise<readonly BackendName[]> {
  const here: BackendName[] = []
  for (const name of backendNames) {
    try {
      await useBackend(name)
      here.push(name)
    } catch (error) {
      if (!isPotstillError(error) || error.code !== 'backend/unavailable') throw error
    }
  }
  return here
}
