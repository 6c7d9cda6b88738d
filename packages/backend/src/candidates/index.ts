import type { BackendName } from '../backend-name'
import type { Candidate } from '../candidate'
import { cpu } from './cpu'
import { onnxruntime } from './onnxruntime'
import { tensorflow } from './tensorflow'
import { tensorflowGpu } from './tensorflow-gpu'
import { wasm } from './wasm'

export const candidates: Readonly<Record<BackendName, Candidate>> = {
  'tensorflow-gpu': tensorflowGpu,
  onnxruntime,
  tensorflow,
  wasm,
  cpu,
}
