import { registerGradients } from '@potstill/gradients'
import { PotstillError } from '@potstill/spec'
import { backendNames, type BackendName, type BackendRequest } from './backend-name'
import type { NotStarted } from './candidate'
import { candidates } from './candidates'
import { importModule, type ImportModule } from './import-module'

export interface UseBackendOptions {
  /** Folder or URL of TensorFlow.js's `.wasm` files, ending in `/`. Browsers often need it; Node.js finds them itself. */
  readonly wasmPaths?: string
  /** Imports optional packages. Default: `import()`. */
  readonly importModule?: ImportModule
}

/** A better backend that was not available. */
export interface PassedOver {
  readonly name: BackendName
  /** Why, for instance `@tensorflow/tfjs-node is not installed`. */
  readonly reason: string
}

/** Which backend computes from now on, and why no better one. */
export interface BackendChoice {
  readonly name: BackendName
  /** What TensorFlow.js calls it: `getBackend()`. */
  readonly tensorflowName: string
  /** Version of the package that brings the backend, where the package says. */
  readonly version?: string
  /** How many threads compute, where that is known. */
  readonly threads?: number
  /** Best first. */
  readonly passedOver: readonly PassedOver[]
}

/**
 * Picks a backend, prepares it for training and makes it TensorFlow.js's current one. `'auto'` takes the best that is
 * available, in the order of `backendNames`.
 *
 * Throws a PotstillError: `backend/unknown` for a name that is none, `backend/unavailable` where the named backend
 * (or, for `'auto'`, every one) is not available, with the reason and what to install.
 *
 * @example
 * const choice = await useBackend('cpu')
 * choice.name // => 'cpu'
 */
export async function useBackend(
  request: BackendRequest = 'auto',
  options: UseBackendOptions = {},
): Promise<BackendChoice> {
  if (request !== 'auto' && !backendNames.includes(request)) throw unknownBackend(request)
  const given = { importModule: options.importModule ?? importModule, wasmPaths: options.wasmPaths }
  const passedOver: PassedOver[] = []
  let last: NotStarted | undefined
  for (const name of request === 'auto' ? backendNames : [request]) {
    const answer = await candidates[name].start(given)
    if (answer.started) {
      const { started: _, ...backend } = answer
      registerGradients()
      return { name, ...backend, passedOver }
    }
    passedOver.push({ name, reason: answer.reason })
    last = answer
  }
  throw new PotstillError({
    code: 'backend/unavailable',
    component: 'useBackend',
    expected: request === 'auto' ? 'a backend' : `the backend ${request}`,
    received: passedOver.map(({ name, reason }) => `${name}: ${reason}`).join('; '),
    fix: last?.fix ?? '',
  })
}

function unknownBackend(request: string): PotstillError {
  return new PotstillError({
    code: 'backend/unknown',
    component: 'useBackend',
    expected: `one of auto, ${backendNames.join(', ')}`,
    received: `'${request}'`,
    fix: "choose one of them, or leave the choice out for 'auto'",
  })
}
