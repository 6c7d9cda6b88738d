import { useBackend } from '@potstill/backend'
import { registerBackend } from '@potstill/backend-onnxruntime'
import type { Compile } from '@potstill/trainer'
import { setBackend } from '@tensorflow/tfjs-core'
import { backendsHere } from './backends'

/** A backend, and how the trainer takes its steps on it. */
export interface Platform {
  readonly where: string
  readonly compile: Compile
  use(): Promise<unknown>
}

async function useOnnxruntime(): Promise<void> {
  await registerBackend()
  await setBackend('onnxruntime')
}

/** Every backend that is on this machine, and ONNX Runtime in both ways: compiled, `always` fails where it cannot. */
export async function platformsHere(): Promise<readonly Platform[]> {
  const others = (await backendsHere()).filter((name: string) => name !== 'onnxruntime')
  return [
    ...others.map((name): Platform => ({ where: name, compile: 'auto', use: () => useBackend(name) })),
    { where: 'onnxruntime, operation by operation', compile: 'never', use: useOnnxruntime },
    { where: 'onnxruntime, compiled', compile: 'always', use: useOnnxruntime },
  ]
}
