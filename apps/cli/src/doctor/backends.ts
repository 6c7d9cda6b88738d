import { useBackend, type BackendChoice, type BackendRequest } from '@potstill/backend/node'
import { isPotstillError } from '@potstill/spec'
import { skipAdvertisement } from '../recipes/skip-advertisement'

/** A better backend that is not available, and how to get it. */
export interface MissingBackend {
  readonly name: string
  readonly reason: string
  readonly fix: string
}

export interface BackendsFound {
  readonly choice: BackendChoice
  readonly missing: readonly MissingBackend[]
}

/** Chooses a backend as a run does, and asks each better one what it lacks. */
export async function findBackends(request: string | undefined): Promise<BackendsFound> {
  const asked = (request ?? 'auto') as BackendRequest
  const { passedOver } = await useBackend(asked)
  const missing: MissingBackend[] = []
  for (const { name, reason } of passedOver) missing.push({ name, reason, fix: await fixFor(name) })
  // Asking may have switched backends.
  const choice = await useBackend(asked)
  skipAdvertisement()
  return { choice, missing }
}

async function fixFor(name: BackendRequest): Promise<string> {
  try {
    await useBackend(name)
    return 'try again'
  } catch (error) {
    return isPotstillError(error) ? error.fix : String(error)
  }
}
