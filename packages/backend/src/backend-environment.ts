import { version_core } from '@tensorflow/tfjs-core'
import type { BackendName } from './backend-name'
import { nodeProcess } from './node-process'
import type { BackendChoice } from './use-backend'

/** What decides whether two runs can agree bit for bit. Plain data, for a run's `environment.json`. */
export interface BackendEnvironment {
  readonly backend: BackendName
  readonly versions: {
    readonly 'tfjs-core': string
    /** Of the package that brings the backend, where it says. */
    readonly backend?: string
  }
  readonly threads?: number
  /** Version of Node.js, where this is Node.js. */
  readonly node?: string
  /** Processor family, where this is Node.js: `x64`, `arm64`. */
  readonly processor?: string
}

/**
 * Describes where the numbers of a run come from.
 *
 * @example
 * backendEnvironment(await useBackend('cpu')).versions // => { 'tfjs-core': '4.22.0', backend: '4.22.0' }
 */
export function backendEnvironment({ name, version, threads }: BackendChoice): BackendEnvironment {
  const process = nodeProcess()
  return {
    backend: name,
    versions: { 'tfjs-core': version_core, ...(version === undefined ? {} : { backend: version }) },
    ...(threads === undefined ? {} : { threads }),
    ...(process === undefined ? {} : { node: process.versions.node, processor: process.arch }),
  }
}
