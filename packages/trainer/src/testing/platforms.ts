import '@tensorflow/tfjs-backend-cpu'
import { registerBackend } from '@potstill/backend-onnxruntime'
import { setBackend } from '@tensorflow/tfjs-core'
import type { Compile } from '../step/step-options'

/** A backend, and how it takes a step. */
export interface Platform {
  readonly where: string
  readonly backend: 'cpu' | 'onnxruntime'
  readonly compile: Compile
}

export const eagerly: Platform = {
  where: 'onnxruntime, operation by operation',
  backend: 'onnxruntime',
  compile: 'never',
}
/** `always`: a step that cannot be compiled fails. */
export const compiled: Platform = {
  where: 'onnxruntime, compiled',
  backend: 'onnxruntime',
  compile: 'always',
}

/** Where a step has to do the same. */
export const platforms: readonly Platform[] = [
  { where: 'cpu', backend: 'cpu', compile: 'auto' },
  eagerly,
  compiled,
]

export async function usePlatform({ backend }: Pick<Platform, 'backend'>): Promise<void> {
  if (backend === 'onnxruntime') await registerBackend()
  await setBackend(backend)
}
